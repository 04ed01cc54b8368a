"""The citation reader on real citations, where the data is at hand; the table itself always."""

from __future__ import annotations

from pathlib import Path

from benchmarks.citations import DRAWS, NORM, places, readings
from ontology.citation import find


def test_the_table_says_where_citations_stand_and_holds_no_text_of_letters() -> None:
    table = places()
    assert {p.draw for p in table} == set(DRAWS)
    assert sum(p.kind == NORM and "letters" not in p.draw for p in table) >= 450
    assert all(p.length > 0 and p.start >= 0 for p in table)
    for place in table:
        assert bool(place.cited) == (place.kind == NORM)
        assert all(len(title) < 100 and "\n" not in title and "您" not in title for title, *_ in place.cited)


def test_replies_and_rulings_are_read_exactly(pack: Path) -> None:
    found = [r for r in readings(pack.parent, places()) if "letters" not in r.place.draw]
    norms = [r for r in found if r.place.kind == NORM]
    wrong = [(r.around, [str(ref) for ref in r.read]) for r in norms if not r.exact]
    assert len(wrong) <= 0.02 * len(norms), wrong
    assert [r.around for r in found if r.place.kind == "none" and r.read] == []


def test_what_citizens_write_is_read_too(pack: Path) -> None:
    norms = [r for r in readings(pack.parent, places()) if "letters" in r.place.draw and r.place.kind == NORM]
    assert sum(r.exact for r in norms) >= 0.93 * len(norms)


def test_a_letter_without_citations_gives_none() -> None:
    assert list(find("楼下的路灯坏了三条街都黑，说了两条意见也没人管。")) == []
