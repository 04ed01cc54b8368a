"""Work that is to hold nobody up: the lowest priority, for a process and for the session that it leads."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

LOWEST: Final = 19
_GROUP: Final = Path("/proc/self/autogroup")


def yield_to_others(nice: int = LOWEST) -> None:
    """Lower the priority of this process, and of its session where it leads one.

    Linux schedules sessions against each other before it looks at the processes within (autogroup, sched(7)): in a session of its own
    a process of the lowest priority would take as much as a server does.
    """
    os.nice(nice)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # the kernel has no autogroups
            _GROUP.write_text(str(LOWEST), encoding="ascii")
