"""The sayings: well formed, of articles that exist, our own words; and how good the search is over the law pack."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.law_search import by_search, figures, questions
from graph.laws.importing import bring_in
from graph.laws.store import LawStore, open_laws
from ontology.errors import BadInput
from resolver.laws import sayings
from resolver.laws.building import build_search
from resolver.laws.search import open_search

OWN = 14
"""Characters in a row that a saying may share with its article: names of crimes and institutions are as long."""


@pytest.fixture(scope="module")
def national(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the newest national statutes of the pack."""
    home = tmp_path_factory.mktemp("national")
    with gzip.open(pack / "laws" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines, (home / "articles.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(line for line in lines if json.loads(line)["category"] != "地方性法规")
    bring_in(home, [home / "articles.jsonl"])
    return home


def test_every_saying_is_read() -> None:
    said = list(sayings.lines())
    assert len(said) > 3000
    assert len({(title, version, number) for title, version, number, _ in said}) == len(said)


def test_a_line_that_is_no_saying_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.tsv").write_text("# 民法典\t2020-05-28\n1\t好\n二\n", encoding="utf-8")
    monkeypatch.setattr(sayings, "FOLDER", tmp_path)
    with pytest.raises(BadInput, match=r"x\.tsv 第 3 行"):
        sayings.shipped.__wrapped__()


def test_sayings_follow_an_article_into_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["养猫应当向公安机关登记。", "每户养猫不得超过五只。", "猫咬伤人的，主人赔偿医药费。"]
    rows = [("养猫法", "2001-01-01", n, t) for n, t in enumerate(texts, 1)] + [("养猫法", "2020-01-01", n, t) for n, t in enumerate([texts[0], *texts], 1)]
    lines = [
        {"law": law, "category": "法律", "version_date": v, "article_no": n, "article_cn": f"第{'一二三四'[n - 1]}条", "chapter": "", "text": t}
        for law, v, n, t in rows
    ]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    bring_in(tmp_path, [tmp_path / "articles.jsonl"])
    monkeypatch.setattr(sayings, "shipped", lambda: {("养猫法", "2001-01-01"): {"3": "被猫抓了谁赔"}, ("养狗法", "2001-01-01"): {"1": "没有这部法"}})
    assert sayings.held(open_laws(tmp_path)) == {("养猫法", "2001-01-01", "3"): "被猫抓了谁赔", ("养猫法", "2020-01-01", "4"): "被猫抓了谁赔"}


@pytest.mark.pack
def test_sayings_belong_to_articles_and_are_not_their_words(national: Path) -> None:
    laws: LawStore = open_laws(national)
    texts = {(a.title, a.version, a.number): "".join(a.text.split()) for _, a in laws.every_article()}
    missing = [(title, version, number) for title, version, number, _ in sayings.lines() if (title, version, number) not in texts]
    assert missing == []
    copied = [
        (title, number, said[i : i + OWN]) for title, version, number, said in sayings.lines() for i in range(len(said) - OWN + 1)
        if said[i : i + OWN] in texts[title, version, number]
    ]  # fmt: skip
    assert copied == []


@pytest.mark.pack
def test_the_floor_holds_on_laymens_questions(national: Path, pack: Path) -> None:
    build_search(national)
    ten, hundred, rank, _ = figures(by_search(open_search(national)), questions(pack / "laws" / "questions.dev.jsonl"))
    assert (ten >= 0.58, hundred >= 0.82, rank >= 0.49) == (True, True, True), (ten, hundred, rank)
