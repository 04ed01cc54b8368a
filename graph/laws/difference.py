"""Word-level differences between two texts of an article, as a reader would mark them with a pencil.

Characters are compared; what comes out is then made readable: a character or two that happen to stand in both between two changes
are not kept apart, and a single changed character takes the neighbour along with which it makes a word (行政 → 渔政, not 行 → 渔).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

ISLAND: Final = 2
"""Characters (marks not counted) of agreement between two changes that are too few to be read as agreement."""
WHOLE: Final = 0.35
"""Share of the shorter text that must stand in the other, in runs of RUN characters and more, for the two to be compared piece by
piece; else one is set whole against the other: a page full of small changes tells nobody what changed."""
RUN: Final = 3
LONG: Final = 20_000
"""Characters of both texts together above which frequent characters no longer start an agreement (difflib's autojunk): annexes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `same` in both, `out` of the old only, `in` the new only. Old text: same and out joined; new: same and in."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return what was taken out and put in, in reading order, an `out` before the `in` that replaced it."""
    if old == new:
        return [Piece("same", old)] if old else []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > LONG)
    if sum(block.size for block in matcher.get_matching_blocks() if block.size >= RUN) < WHOLE * min(len(old), len(new)):
        return _pieces([(old, new, False)])
    runs = [(old[a:b], new[c:d], tag == "equal") for tag, a, b, c, d in matcher.get_opcodes()]
    pairs = Counter(a + b for text in (old, new) for a, b in pairwise(text))
    return _pieces(_joined(_widened(_without_islands(runs), pairs)))


_Run = tuple[str, str, bool]
"""Old text, new text, whether they are the same."""


def _without_islands(runs: list[_Run]) -> list[_Run]:
    """Return the runs with short agreements between changes made part of the change around them."""
    joined: list[_Run] = []
    for n, (old, new, same) in enumerate(runs):
        if same and 0 < n < len(runs) - 1 and "\n" not in old and _letters(old) <= ISLAND:
            same = _weight(joined[-1]) + _weight(runs[n + 1]) <= 2 * _letters(old)
        if joined and joined[-1][2] == same:
            joined[-1] = (joined[-1][0] + old, joined[-1][1] + new, same)
        else:
            joined.append((old, new, same))
    return joined


def _joined(runs: list[_Run]) -> list[_Run]:
    """Return the runs with neighbours of one kind as one, empty ones left out."""
    joined: list[_Run] = []
    for old, new, same in runs:
        if joined and joined[-1][2] == same:
            joined[-1] = (joined[-1][0] + old, joined[-1][1] + new, same)
        elif old or new:
            joined.append((old, new, same))
    return joined


def _weight(run: _Run) -> int:
    return max(_letters(run[0]), _letters(run[1]))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _widened(runs: list[_Run], pairs: Counter[str]) -> list[_Run]:
    """Return the runs with each replaced single character widened by the neighbour that it most often stands beside in these texts."""
    found = list(runs)
    for n, (old, new, same) in enumerate(found):
        if same or min(len(old), len(new)) != 1 or not (old + new).isalnum():
            continue
        before = found[n - 1][0] if n else ""
        after = found[n + 1][0] if n + 1 < len(found) else ""
        at_left = sum(pairs[before[-1] + each[0]] for each in (old, new)) if before[-1:].isalnum() else 0
        at_right = sum(pairs[each[-1] + after[0]] for each in (old, new)) if after[:1].isalnum() else 0
        if at_right and at_right >= at_left:
            found[n], found[n + 1] = (old + after[0], new + after[0], False), (after[1:], after[1:], True)
        elif at_left:
            found[n - 1], found[n] = (before[:-1], before[:-1], True), (before[-1] + old, before[-1] + new, False)
    return found


def _pieces(runs: list[_Run]) -> list[Piece]:
    found = (piece for old, new, same in runs for piece in ((("same", old),) if same else (("out", old), ("in", new))))
    return [Piece(kind, text) for kind, text in found if text]
