"""What a place's practice does in an answer: leads, is cited, and never outranks a written basis in silence."""

from __future__ import annotations

import datetime as dt
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import past_letters as made
import pytest
from past_letters import DAY, Ask, case, with_experience

from ontology.errors import BadInput
from ontology.model import Case
from ontology.vocabulary import iri
from resolver.history.experience import LEAST_LIKE, Experience, learn
from resolver.history.learning import Past
from resolver.history.letters import Answered
from resolver.pipeline import Resolver, build, open_resolver

SMALL = Path(__file__).resolve().parents[2] / "graph" / "small.py"


@pytest.mark.parametrize("district", [made.PUDONG, made.XUHUI])
def test_practice_leads_where_the_written_rules_name_several_or_another(asked: Ask, resolver: Resolver, district: str) -> None:
    for about in ("路灯", "油烟", "学校"):
        unit = next(s.unit for s in made.ANSWERED if (s.about, s.district) == (about, district))
        found = asked(about, district)
        assert found.lead
        assert (found.outcome, found.lead.name) == ("assign", unit)
        known = resolver.graph.unit_named(unit)
        assert found.lead.unit == (known.id if known else None)
    assert resolver.resolve(case(resolver.graph, "油烟", district)).lead.name != made.CITY_GUARDS[district]  # type: ignore[union-attr]


def test_an_answer_that_is_not_to_ask_history_is_that_of_the_written_rules_alone(experienced: Resolver, resolver: Resolver) -> None:
    for about, district in (("路灯", made.PUDONG), ("油烟", made.XUHUI)):
        new = case(resolver.graph, about, district)
        alone = resolver.resolve(new)
        assert experienced.resolve(replace(new, history=False)) == alone
        assert experienced.resolve(new) != alone


@pytest.mark.parametrize("place", [None, "宁海县"])
def test_another_places_letters_say_nothing_here(experienced: Resolver, resolver: Resolver, place: str | None) -> None:
    new = Case("new", made.letter("油烟"), made.AFTER, place=resolver.graph.find_place(place).id if place else None)
    assert experienced.resolve(new) == resolver.resolve(new)


def test_candidates_and_confidences_keep_their_order_with_practice(asked: Ask) -> None:
    for about in made.SCENES:
        for district in (made.PUDONG, made.XUHUI):
            found = asked(about, district)
            confidences = [c.confidence for c in found.candidates]
            assert confidences == sorted(confidences, reverse=True)
            assert all(0 <= c <= 1 for c in confidences)
            assert 5 <= len({c.name for c in found.candidates}) == len(found.candidates) <= 8
            assert found.lead
            assert found.lead == found.candidates[0]
            assert found.lead.unit_confidence is not None
            assert found.lead.unit_confidence <= found.lead.confidence
            assert found.lead.name not in {h.name for h in found.helpers}


def test_an_answer_cites_what_was_done_after_the_written_bases_of_its_lead(asked: Ask, experience: Experience) -> None:
    found = asked("学校", made.PUDONG)
    kinds = [c.kind for c in found.citations]
    assert kinds.count("history") == 1
    assert kinds.index("history") > 0
    history = found.citations[kinds.index("history")]
    assert history.id == iri("history", made.CODE, "义务教育入学")
    assert history.path == (iri("matter", "义务教育入学"), iri("unit", "310115", "教育局"))
    assert history.label == "浦东新区2025年12月至2026年9月同类来信 10 件"
    assert history.gist == "其中 10 件由上海市浦东新区教育局办理"
    assert history.authority == "本地惯例"
    assert history.source == f"学过的来信 {len(experience.letters)} 件"
    assert found.explanation.learned is not None


def test_an_answer_says_when_practice_departs_from_the_written_bases(asked: Ask, resolver: Resolver) -> None:
    found = asked("河道", made.XUHUI)
    written = resolver.resolve(case(resolver.graph, "河道", made.XUHUI)).lead
    assert found.lead
    assert written
    assert (found.lead.name, found.doctrine) == (made.PETITIONS, "参照类比")
    noted = [note for note in found.explanation.notes if "惯例与依据不一致" in note]
    assert len(noted) == 1
    assert f"应由{written.name}主办" in noted[0]
    assert f"实际由{made.PETITIONS}办理" in noted[0]
    assert found.citations[0].kind == "history", "what was done comes first where nothing written supports the lead"
    assert any(c.kind != "history" for c in found.citations)
    assert found.helpers[0].name == written.name
    assert found.helpers[0].part == "support"
    assert not [note for note in asked("学校", made.XUHUI).explanation.notes if "惯例与依据不一致" in note]


def test_a_letter_in_another_language_is_refused_before_it_is_learned(resolver: Resolver) -> None:
    with pytest.raises(BadInput, match="没有读到中文"):
        list(resolver.readings([Case("1", "street lamp", DAY)]))


RULED = dt.date(2022, 1, 1)


@pytest.fixture(scope="module")
def small_module() -> ModuleType:
    """Return tests/graph/small.py."""
    spec = importlib.util.spec_from_file_location("small_graph", SMALL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ruled(small_module: ModuleType, small_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """Return the resolver of the small graph, with the ruling by which 住建 leads on street lamps from 2022 on."""
    folder = tmp_path_factory.mktemp("ruled")
    prefixes = small_module.SMALL.split("<place/CN>")[0]
    ruling = "\n".join(line for line in small_module.RULING.splitlines() if "a sw:Doctrine" not in line)
    (folder / "ruling.ttl").write_text(prefixes + ruling, encoding="utf-8")
    build(folder / "home", files=[*small_files, folder / "ruling.ttl"])
    return open_resolver(folder / "home")


def with_practice(resolver: Resolver, *days: dt.date, others: tuple[dt.date, ...] = ()) -> Resolver:
    """Return a resolver of the small graph where 照明局 answered letters on street lamps on these days, others one each."""
    city = resolver.graph.find_place("990100").id
    answered = [*((day, "乙市照明局", "light") for day in days), *((day, f"乙市第{n}局", f"other-{n}") for n, day in enumerate(others))]
    past = [Past(Case(f"{n}", f"我家门口的路灯不亮{n + 2}天了", day, place=city), unit, function) for n, (day, unit, function) in enumerate(answered)]
    return with_experience(resolver, learn(city, resolver.graph.version, made.read(resolver, past)), "990100")


def test_practice_from_before_a_ruling_does_not_outrank_it(ruled: Resolver) -> None:
    before = with_practice(ruled, *(RULED - dt.timedelta(days=n + 1) for n in range(12)))
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    found, alone = before.resolve(new), ruled.resolve(new)
    assert found.lead
    assert alone.lead
    assert found.lead.name == alone.lead.name == "乙市住建局"
    assert [c.kind for c in found.citations] == [c.kind for c in alone.citations]
    assert "history" not in {c.kind for c in found.citations}
    earlier = before.resolve(replace(new, as_of=RULED - dt.timedelta(days=1)))
    assert earlier.lead
    assert earlier.lead.name == "乙市照明局", "before the ruling practice leads"


def test_practice_since_a_ruling_leads_and_is_said_to_depart_from_it(ruled: Resolver) -> None:
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    since = [RULED + dt.timedelta(days=n) for n in range(LEAST_LIKE)]
    long_ago = (RULED - dt.timedelta(days=500),)
    found = with_practice(ruled, *since, others=long_ago).resolve(new)
    assert found.lead
    assert found.lead.name == "乙市照明局"
    assert any("惯例与依据不一致" in note and "应由乙市住建局主办" in note for note in found.explanation.notes)
    assert "乙市住建局" in {c.name for c in found.candidates}
    too_few = with_practice(ruled, *since[1:], others=long_ago).resolve(new)
    assert too_few.lead
    assert too_few.lead.name == "乙市住建局"


def test_practice_divided_since_a_ruling_does_not_outrank_it(ruled: Resolver) -> None:
    """Most letters, taken together, still speak for 照明局; of those since the ruling, only two of six."""
    new = Case("new", "门口的路灯不亮了", RULED + dt.timedelta(days=60), place=ruled.graph.find_place("990100").id)
    before, since = [RULED - dt.timedelta(days=n + 1) for n in range(30)], tuple(RULED + dt.timedelta(days=n) for n in range(4))
    divided = with_practice(ruled, *before, *since[:2], others=since)
    reading = next(divided.readings([new]))
    experience = divided.experiences.of([str(new.place)])
    assert experience
    assert experience.judge(experience.sight(reading), {})[0].name == "乙市照明局"
    found = divided.resolve(new)
    assert found.lead
    assert found.lead.name == "乙市住建局"


def test_a_letter_goes_to_the_holder_of_its_own_district_not_to_anothers(asked: Ask) -> None:
    found = asked("工资", made.XUHUI)
    assert found.lead
    assert found.lead.name == made.WAGES[made.XUHUI]


def test_the_ground_of_a_lead_by_practice_is_a_matter_that_the_letter_may_be_on(asked: Ask) -> None:
    found = asked("油烟", made.PUDONG)
    assert found.matters[0].score > 0.1, found.matters[0]
    assert "history" in {c.kind for c in found.citations}


def test_whom_the_bases_name_stays_among_the_candidates(resolver: Resolver, letters: list[Answered], city: str) -> None:
    """Four functions of three units and more: more than there are places."""
    several = [replace(a, unit=f"{a.unit}第{n % 3}所") for n, a in enumerate(letters) if a.function != "human-resources"]
    new = case(resolver.graph, "油烟", made.PUDONG)
    found, written = with_experience(resolver, learn(city, "", several)).resolve(new), resolver.resolve(new).lead
    assert written
    assert found.lead
    assert found.lead.function == "urban-management"
    assert written.name in {c.name for c in found.candidates}


def test_a_unit_of_two_functions_is_a_candidate_once(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, made.rivers_of_one_unit(resolver, another=False)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    names = [c.name for c in found.candidates]
    assert len(names) == len(set(names)), names


def test_a_unit_that_the_bases_name_does_not_depart_from_them(resolver: Resolver, city: str) -> None:
    learned = learn(city, "", made.read(resolver, made.rivers_of_one_unit(resolver, another=False)))
    found = with_experience(resolver, learned).resolve(case(resolver.graph, "河道", made.PUDONG))
    assert not [note for note in found.explanation.notes if "惯例与依据不一致" in note]
