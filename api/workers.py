"""What the worker processes of one server share. Call before they start, and import nothing of
prometheus-client before: it decides at import whether counts are shared.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

SHARED_COUNTS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus-client's own name for the folder of its multiprocess mode."""


def share_counts(home: Path) -> None:
    """Make an empty folder for the counts of all workers, and tell the workers of it."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED_COUNTS] = str(folder.absolute())
