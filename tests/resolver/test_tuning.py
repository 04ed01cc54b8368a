"""Every number that steers a decision is used, and says why it is what it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from resolver import tuning

SOURCE = Path(tuning.__file__)
LINES = SOURCE.read_text(encoding="utf-8").splitlines()
CONSTANTS = {
    node.target.id: node
    for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
}
CODE = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.parent.rglob("*.py") if p != SOURCE)


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_constant_is_used(name: str) -> None:
    assert re.search(rf"\btuning\.{name}\b", CODE), f"{name} 没有人用，删去"


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_constant_has_its_reason_within_its_group(name: str) -> None:
    """A group is a run of constants without a heading or reason between them; a reason after it or a heading above it serves all."""
    at = CONSTANTS[name].lineno - 1
    near = LINES[max(0, at - 4) : at] + LINES[(CONSTANTS[name].end_lineno or at + 1) : at + 6]
    assert any(line.startswith(('"""', "#")) for line in near), f"{name} 没有写明为什么是这个数"
