"""Every number of the map of quarrels: what is seen at all, and what goes first. Set by reading the first thirty of 宁海, 上海, 坪山,
邹城 and the nation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# --- weight: KIND × severity (0…1, by the finder) × the factors of letters, matters and places ----
KIND: Final[Mapping[str, float]] = {
    "contradiction": 10.0, "overlap": 9.0, "gap": 8.0, "disagreement": 8.0, "practice": 8.0, "lapsed": 8.0, "unit": 4.0,
}  # fmt: skip
"""What an average quarrel of a kind is worth in a meeting of the office, beside the others."""
LETTERS: Final = 0.5
"""What each doubling of the year's letters on a matter adds to the factor 1."""
PLACES: Final = 0.25
"""What each doubling of the number of places that had to say something of their own on a matter adds to the factor 1."""
MATTERS: Final = 0.15
"""What each doubling of the number of matters that one decision settles adds to the factor 1."""
DISPUTED: Final = 0.5
"""What each doubling of the number of rulings on a matter, of any place, adds to the factor 1: it has been quarrelled over."""
FURTHER: Final = 0.25
"""Share of their own weight that further kinds add to a matter's weightiest."""

# --- severity ---------------------------------------------------------------------------------
ONE_CASE: Final = 0.5
"""How much a ruling on one case counts beside one on a matter: it may have turned on that case's facts."""
LEGISLATED: Final = 0.3
"""How much another place's regulation counts beside a ruling or list of another place: a council may choose, an office must explain."""
SAME_PROVINCE: Final = 2.0
"""How much sooner a place of the same province is compared with."""
SETTLED_HERE: Final = 0.25
"""Severity that is left of a contradiction with other places where this place has a ruling or list of its own."""
REGULATED_HERE: Final = 0.5
"""The same where this place's own regulation, or its province's, names the lead."""
RULED_ALIKE: Final = 0.6
"""Severity of a condition whose answers lead to different units, where other places have had to rule on the matter; else OPEN."""
OPEN: Final = 0.3
NEAR_AT_LEAST: Final = 0.6
"""Severity of matters whose phrases are just NEAR; it grows to 1."""
FORESEEN: Final = 0.5
"""Share of its severity that is left of a practice or disagreement where the rules give the other a part too, if not the first: it is usual
that the street goes and looks."""
ONLY_PAPER: Final = 0.45
"""Severity of a lead that rests on a superior's paper alone: it obliges, but no statute and no paper of this place says so."""
PARTLY_LAPSED: Final = 0.4
"""Severity of a basis that is gone while others still hold, for a ruling; where the same article stands in a newer version, CITED_ANEW."""
CITED_ANEW: Final = 0.2
ADVICE: Final = 0.4
"""Share of its severity that is left of a disagreement or practice on a matter that only asks or suggests."""
OWN_LAPSED: Final = 0.8
"""The same for a ruling of this very place: the office must answer for it."""
HELPERS_LAPSED: Final = 0.5
"""Severity where what lost its basis is not a lead."""
UNHELD: Final = 0.6
"""Severity of a function that no unit holds: mostly nobody has entered the unit yet."""
CATCH_ALL: Final = 0.5
"""Share of its severity that is left of a disagreement on a matter that others are narrower than: its letters are of several kinds."""

# --- what is seen -----------------------------------------------------------------------------
EQUAL: Final = 0.01
"""Share of authority by which two leads may differ and still be equal; a nearer place's goes before by 0.02."""
NEAR: Final = 0.78
"""Cosine similarity of two matters' middles above which their phrases are called near."""
VERY_NEAR: Final = 0.92
"""The same at which that is as severe as it gets."""
LEAST_LETTERS: Final = 4
"""Letters of a year below which nothing is said of how a matter's letters were divided."""
LEAST_SHARE: Final = 0.2
"""Share of a matter's letters that a second function must have answered, and at least two letters, to disagree."""
SURE_MATTER: Final = 0.3
"""Chance below which a letter's likeliest matter is not counted on."""
LEAST_OF_UNIT: Final = 2
"""Letters below which an unknown unit is not proposed: one letter is as often a slip of the pen."""
LEAST_AGAINST: Final = 0.1
"""Share of what other places say that must be against what is said here, to be a contradiction."""
SAME_NAME: Final = 0.85
"""Likeness of two units' names (difflib) from which on they may be one."""
SYSTEMIC: Final = 5
"""Matters in which one function answers for others, from which on that is a quarrel of its own."""
MANY_UNHELD: Final = 10
"""Functions without a unit from which on they are one quarrel: the place's units have yet to be entered."""
MOST_LINES: Final = 8
"""Lines of evidence of one kind; the rest is counted."""
