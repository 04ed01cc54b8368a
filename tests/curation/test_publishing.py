"""Publishing: all or nothing at every moment, back again one by one, and what was altered is named."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curation.office import Office
from curation.publishing import Answerable, Publisher
from graph import store
from graph.changes import ChangeSet
from graph.content import GRAPH
from graph.database import open_database
from graph.load import Knowledge
from graph.publish import triples_of
from ontology.errors import BadVersion, Conflict, NotFound
from ontology.vocabulary import iri
from resolver.encode import Encoder

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
WHO = Answerable("甲", "乙", "试", "")
Publish = Callable[..., Any]


def phrase(text: str, matter: str = "路灯故障") -> ChangeSet:
    return ChangeSet(frozenset({f'<{iri("matter", matter)}> <https://w3id.org/shouwen/ns#phrase> "{text}" <{GRAPH}> .'}))


def ruled(water: dict[str, Any], n: int) -> dict[str, Any]:
    """Return a ruling on one case only: any number may stand beside each other."""
    return water | {"number": f"〔2021〕{n}号", "case_only": True, "decided_on": f"2021-01-{n + 1:02d}"}


def test_the_version_in_use_becomes_the_first_entry(office: Office) -> None:
    publisher = office.publisher
    first = publisher.ready(NOW)
    assert (first.number, first.parent, first.version) == (1, None, store.current_version(publisher.home))
    assert publisher.ready(NOW) == first
    assert len(publisher.ledger.changes(1).added) == publisher.graph().nquads().count(b"\n")


@pytest.mark.proof
def test_ten_versions_back_one_by_one_answer_as_they_did(office: Office, water: dict[str, Any], answer: Publish, publish: Publish) -> None:
    def told() -> object:
        said = answer(office, day=dt.date(2021, 6, 1))
        return said.graph_version, said.lead, said.helpers, said.matters, [c.id for c in said.citations], said.explanation

    answers = [told()]
    for n in range(10):
        publish(office, ruled(water, n))
        answers.append(told())
    assert len({a[0] for a in answers}) == 11  # type: ignore[index]
    for n in range(10):
        office.publisher.rollback(11 - n, WHO, NOW)
        assert told() == answers[9 - n]
    assert office.publisher.ledger.head().number == 21  # type: ignore[union-attr]
    assert office.publisher.verify() == []


@pytest.mark.proof
def test_an_old_answer_is_given_again_by_its_version(office: Office, water: dict[str, Any], answer: Publish, publish: Publish, encoder: Encoder) -> None:
    from ontology.model import Case
    from resolver.pipeline import Resolver

    publish(office, water)
    then = answer(office)
    publish(office, ruled(water, 3))
    shutil.rmtree(office.publisher.home / "versions" / then.graph_version)  # as one who clears old folders would
    again = Resolver(office.publisher.graph(then.graph_version), encoder).resolve(Case("t", then.text, dt.date(2020, 10, 1), place=iri("place", "330226")))
    assert again.lead == then.lead
    assert again.helpers == then.helpers
    assert again.citations == then.citations
    assert again.explanation == then.explanation


def test_back_past_a_change_that_another_rests_on_is_refused_and_names_it(office: Office, water: dict[str, Any], publish: Publish) -> None:
    first = publish(office, water)
    second = publish(office, water | {"lead": "市场监督管理局", "helpers": [], "number": "二号", "supersedes": "宁编办〔2020〕15号", "decided_on": "2021-03-01"})
    before = store.current_version(office.publisher.home)
    with pytest.raises(Conflict, match=f"先撤回第 {second.number} 条"):
        office.publisher.rollback(first.number, WHO, NOW)
    assert store.current_version(office.publisher.home) == before
    office.publisher.rollback(second.number, WHO, NOW)
    assert office.publisher.rollback(first.number, WHO, NOW).version == office.publisher.ledger.entry(1).version
    with pytest.raises(BadVersion, match="第一个版本"):
        office.publisher.rollback(1, WHO, NOW)
    with pytest.raises(NotFound):
        office.publisher.rollback(99, WHO, NOW)


def test_back_to_a_version_undoes_all_since(office: Office, water: dict[str, Any], publish: Publish) -> None:
    start = office.publisher.ready(NOW).version
    for n in range(3):
        publish(office, ruled(water, n))
    assert office.publisher.back_to(start, WHO, NOW).version == start


def test_what_is_refused_at_the_last_moment_leaves_nothing(office: Office) -> None:
    publisher = office.publisher
    head = publisher.ready(NOW)

    def refuse(*_: object) -> None:
        raise Conflict("不行")

    for refusing in ({"accept": refuse}, {"within": refuse}):
        with pytest.raises(Conflict):
            publisher.publish(lambda _: phrase("灯一闪一闪像鬼屋"), WHO, NOW, **refusing)  # type: ignore[arg-type]
    assert publisher.ledger.head() == head
    assert store.current_version(publisher.home) == head.version
    assert not list((publisher.home / "versions").glob(".*"))


@pytest.mark.proof
@pytest.mark.parametrize("moment", range(20))
def test_killed_at_any_moment_the_old_version_or_the_new_is_whole(office: Office, moment: int) -> None:
    home = office.publisher.home
    old = office.publisher.ready(NOW)
    office.publisher.database.close()
    started, ready = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            publisher = Publisher(home, open_database("", home), office.publisher.encoder)
            os.write(ready, b"x")
            publisher.publish(lambda _: phrase("灯一闪一闪像鬼屋"), WHO, NOW)
        finally:
            os._exit(0)
    os.read(started, 1)
    time.sleep(moment * 0.04)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(started)
    os.close(ready)
    assert store.is_whole(home / "versions" / str(store.current_version(home)))  # who only answers never sees anything half-made
    after = Publisher(home, open_database("", home), office.publisher.encoder)
    head = after.ready(NOW)
    assert head.number in (1, 2)
    assert head.number == 2 or head == old
    assert store.current_version(home) == head.version
    assert after.ledger.verify() == []
    said = "灯一闪一闪像鬼屋" in after.graph().matters.need(iri("matter", "路灯故障")).phrases
    assert said is (head.number == 2)
    if head.number == 1:  # and can simply be done again
        assert after.publish(lambda _: phrase("灯一闪一闪像鬼屋"), WHO, NOW).number == 2
    after.database.close()


def test_killed_after_the_entry_and_before_the_pointer_is_caught_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher = office.publisher
    old = publisher.ready(NOW)
    monkeypatch.setattr(store, "point_to", lambda *_: None)
    entry = publisher.publish(lambda _: phrase("灯一闪一闪像鬼屋"), WHO, NOW)
    assert store.current_version(publisher.home) == old.version
    monkeypatch.undo()
    assert publisher.ready(NOW) == entry
    assert store.current_version(publisher.home) == entry.version


def test_a_full_disk_says_so_and_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    publisher = office.publisher
    head = publisher.ready(NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="No space"):
        publisher.publish(lambda _: phrase("灯一闪一闪像鬼屋"), WHO, NOW)
    monkeypatch.undo()
    assert publisher.ready(NOW) == head
    assert not list((publisher.home / "versions").glob(".*"))


@pytest.mark.proof
def test_two_processes_publish_two_hundred_changes_and_none_is_lost(office: Office) -> None:
    home, each = office.publisher.home, 100
    office.publisher.ready(NOW)
    office.publisher.database.close()
    children = []
    for who in ("甲", "乙"):
        child = os.fork()
        if child == 0:
            try:
                publisher = Publisher(home, open_database("", home), office.publisher.encoder)
                for n in range(each):
                    publisher.publish(lambda _, n=n, who=who: _quick(f"{who}{n}"), Answerable(who, who, str(n), ""), NOW)  # type: ignore[misc]
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    publisher = Publisher(home, open_database("", home), office.publisher.encoder)
    entries = [e for page in (publisher.ledger.entries(limit=500),) for e in page]
    assert len(entries) == 2 * each + 1
    assert sorted((e.drafter, e.reason) for e in entries if e.number > 1) == sorted((who, str(n)) for who in ("甲", "乙") for n in range(each))
    assert publisher.verify() == []
    assert {p.id.rsplit("/", 1)[1] for p in publisher.graph().deadlines if "试" in p.id} == {f"试{who}{n}" for who in ("甲", "乙") for n in range(each)}
    publisher.database.close()


def _quick(name: str) -> ChangeSet:
    """Return a change that touches no index: a deadline rule."""
    from graph.publish import lines_of

    text = f'<{iri("deadline", "试" + name)}>'
    sw = "https://w3id.org/shouwen/ns#"
    said = {"rule": f'"{name}"', "dayUnit": '"工作日"', "days": '"3"^^<http://www.w3.org/2001/XMLSchema#integer>', "place": f'<{iri("place", "330226")}>'}
    lines = [f"{text} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{sw}DeadlineRule> <{GRAPH}> .", *(f"{text} <{sw}{k}> {v} <{GRAPH}> ." for k, v in said.items())]
    return ChangeSet(lines_of(triples_of(lines)))


def test_newer_shipped_knowledge_comes_in_and_what_the_place_decided_stays(office: Office, water: dict[str, Any], publish: Publish) -> None:
    publisher = office.publisher
    shipped = publisher.ready(NOW)
    knowledge = Knowledge(triples_of(publisher.graph().nquads().decode().removesuffix("\n").split("\n")), {})
    publish(office, water)
    lamp, ruled_matter = iri("matter", "路灯故障"), iri("matter", "水产养殖投入品损害")
    publisher.publish(lambda _: phrase("塘里的虾一夜翻白", "水产养殖投入品损害"), WHO, NOW)  # the place changed this matter itself
    newer = Knowledge(knowledge.triples | triples_of([*phrase("灯一闪一闪像鬼屋").added, *phrase("蟹塘下药以后全没了", "水产养殖投入品损害").added]), {})
    fitting, left = publisher.changed_to(newer)
    assert fitting.added == phrase("灯一闪一闪像鬼屋").added | phrase("蟹塘下药以后全没了", "水产养殖投入品损害").added
    assert not left
    publisher.publish(lambda _: fitting, WHO, NOW, kind="knowledge")
    after = publisher.graph()
    assert "灯一闪一闪像鬼屋" in after.matters.need(lamp).phrases
    assert {"塘里的虾一夜翻白", "蟹塘下药以后全没了"} <= set(after.matters.need(ruled_matter).phrases)
    assert [r.number for r in after.rulings.where("number", "宁编办〔2020〕15号")]
    assert not any(publisher.changed_to(newer))
    assert shipped.version != after.version


def test_where_both_changed_the_same_the_place_keeps_its_own(office: Office) -> None:
    publisher = office.publisher
    publisher.ready(NOW)
    knowledge = Knowledge(triples_of(publisher.graph().nquads().decode().removesuffix("\n").split("\n")), {})
    lamp = iri("matter", "路灯故障")
    scope = next(line for line in publisher.graph().content.lines(lamp) if "scopeNote" in line)

    def otherwise(text: str) -> ChangeSet:
        return ChangeSet(frozenset({scope.replace('"@zh', f'{text}"@zh')}), frozenset({scope}))

    publisher.publish(lambda _: otherwise("本县自定"), WHO, NOW)
    newer = Knowledge((knowledge.triples - triples_of([scope])) | triples_of(otherwise("新版").added), {})
    fitting, left = publisher.changed_to(newer)
    assert not fitting
    assert left.subjects == {lamp}
    assert publisher.graph().matters.need(lamp).scope.endswith("本县自定")


def test_a_version_whose_folder_is_gone_is_built_again_from_the_ledger(small_home: Path, office_of: Callable[[Path], Office]) -> None:
    office = office_of(small_home)
    office.publisher.ready(NOW)
    entry = office.publisher.publish(lambda _: phrase("灯一闪一闪像鬼屋", "路灯"), WHO, NOW)
    home: Path = office.publisher.home
    shutil.rmtree(home / "versions" / entry.version)
    assert office.publisher.ready(NOW) == entry
    assert store.is_whole(home / "versions" / entry.version)
