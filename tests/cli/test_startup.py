"""The command answers at once: heavy libraries are imported where they are used."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"torch", "spacy", "sentence_transformers", "faiss", "tantivy", "rdflib", "networkx", "flask", "numpy"}


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\ntry:\n    from api.cli import main; main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & {name.split(".")[0] for name in loaded}


def test_answering_needs_no_torch() -> None:
    code = "import sys\nimport resolver.pipeline\nfrom resolver.encode import open_encoder\nopen_encoder().encode(['路灯坏了'])\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "sentence_transformers"} & {name.split(".")[0] for name in loaded}
