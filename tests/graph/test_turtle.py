"""The fixed form of Turtle says the same, is stable, and the shipped files are in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.homes import arranged
from graph.load import KNOWLEDGE, load
from graph.turtle import WIDTH, formatted
from ontology.errors import BadKnowledge
from ontology.vocabulary import BASE

AWKWARD = """# 说明
@base <https://w3id.org/shouwen/id/> .
@prefix sw: <https://w3id.org/shouwen/ns#> .
<matter/乙> sw:phrase "他说：\\"不归我们管\\"\\n真的" , "a\\\\b" ; sw:days 5 ; sw:joint true .
<matter/甲> a sw:Matter ; sw:place <place/CN> .
"""


def test_formatting_keeps_the_meaning_and_is_stable() -> None:
    once = formatted(AWKWARD)
    before, after = (Graph().parse(data=t, format="turtle", publicID=BASE) for t in (AWKWARD, once))
    assert isomorphic(before, after)
    assert formatted(once) == once
    assert once.startswith("# 说明\n")
    assert once.index("<matter/乙>") < once.index("<matter/甲>")


def test_an_article_stands_before_its_grants_and_numbers_count_as_numbers() -> None:
    text = "@base <https://w3id.org/shouwen/id/> . @prefix sw: <https://w3id.org/shouwen/ns#> .\n" + "\n".join(
        f'<{s}> sw:number "1" .' for s in ("statute/消防法/2021-04-29/11", "grant/消防法/2021-04-29/4/fire", "statute/消防法/2021-04-29/4")
    )
    subjects = [line.split(" ")[0] for line in formatted(text).splitlines() if line.startswith("<")]
    assert subjects == ["<statute/消防法/2021-04-29/4>", "<grant/消防法/2021-04-29/4/fire>", "<statute/消防法/2021-04-29/11>"]


def test_no_line_of_a_filled_subject_is_torn_within_a_value() -> None:
    values = " , ".join(f'"部门{n}"@zh' for n in range(60))
    text = formatted(f"@prefix sw: <https://w3id.org/shouwen/ns#> .\n<https://w3id.org/shouwen/id/function/x> sw:statutoryName {values} .")
    lines = text.splitlines()[3:]
    assert len(lines) > 3
    assert all(sum(2 if ord(c) > 0x2E80 else 1 for c in line) <= WIDTH + 2 for line in lines)
    assert formatted(text) == text


def test_no_file_of_the_shipped_knowledge_is_too_long_to_read() -> None:
    """That all stands where it belongs in the one form is `make lint` (kb format --check)."""
    assert [p.name for p in sorted((KNOWLEDGE / "knowledge").rglob("*.ttl")) if len(p.read_text(encoding="utf-8").splitlines()) >= 1500] == []


def test_a_subject_without_a_home_is_named(tmp_path: Path) -> None:
    stray = tmp_path / "stray.ttl"
    stray.write_text('<https://w3id.org/shouwen/id/matter/甲> a <https://w3id.org/shouwen/ns#Matter> ; <https://w3id.org/shouwen/ns#theme> "没有的"@zh .', encoding="utf-8")
    with pytest.raises(BadKnowledge, match="没有主题“没有的”"):
        arranged(load([stray]), tmp_path)
