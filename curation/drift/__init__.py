"""What a new, amended or repealed statute does to the graph: everything that rests on an article of the old text, what of it still
holds, what took the article's place, and the proposals (承接) that carry it over."""

from __future__ import annotations

from curation.drift.brought import held_statute, impact_of, nothing_new, read_statute
from curation.drift.impact import impact
from curation.drift.model import NEEDS, Fate, GrantKept, Impact, Resting, Statute
from curation.drift.prepare import drafts, on_the_desk, successions
from curation.drift.replaced import repealed_titles, replaced
from curation.drift.rulings import to_decide_again

__all__ = [
    "NEEDS", "Fate", "GrantKept", "Impact", "Resting", "Statute", "drafts", "held_statute", "impact", "impact_of", "nothing_new", "on_the_desk", "read_statute",
    "repealed_titles", "replaced", "successions", "to_decide_again",
]  # fmt: skip
