"""What articles cite and what cites them: read at import, kept in step, found by number."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import delete, insert, select

from graph.laws import links
from graph.laws.importing import bring_in
from graph.laws.schema import HELD, LINKED, LINKS, database_of, engine_of
from graph.laws.store import open_laws


def lines(title: str, version: str, *articles: str) -> str:
    """Return a statute as JSON Lines."""
    rows = ({"law": title, "category": "法律", "version_date": version, "article_no": n, "text": text} for n, text in enumerate(articles, 1))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def brought(home: Path, *files: str) -> Path:
    """Import files of JSON Lines into a home."""
    home.mkdir(exist_ok=True)
    paths = []
    for n, text in enumerate(files):
        paths.append(home / f"{n}.jsonl")
        paths[-1].write_text(text, encoding="utf-8")
    bring_in(home, paths)
    return home


LAMPS = lines("路灯法", "2020-01-01", "为了亮。", "依照第一条和《井盖法》第二条亮灯。", "违反本法第二条至第三条的，依照《井盖法》处罚。")
COVERS = lines("井盖法", "2020-01-01", "为了平。", "井盖要盖，见中华人民共和国路灯法第二条。")


def test_an_articles_links() -> None:
    text = "违反本法第七条、第八条第二款的，依照《井盖法》第三条处罚；第九条另有规定的除外。"
    assert [(r.title, r.number, r.paragraph) for r in links.links_of("中华人民共和国路灯法", text, "10")] == [
        ("路灯法", "7", None), ("路灯法", "8", 2), ("井盖法", "3", None), ("路灯法", "9", None),
    ]  # fmt: skip
    assert links.links_of("路灯法", "第十条的罚款不重复。", "10") == [], "an article does not cite itself"


def test_what_cites_an_article_or_a_whole_statute_is_found(tmp_path: Path) -> None:
    laws = open_laws(brought(tmp_path / "home", LAMPS, COVERS))

    def citing(title: str, number: str = "") -> list[tuple[str, str]]:
        return [(c.title, c.number) for c in laws.citing(title, number)[0]]

    assert citing("路灯法", "2") == [("井盖法", "2"), ("路灯法", "3")]
    assert citing("中华人民共和国路灯法", "1") == [("路灯法", "2")]
    assert citing("井盖法", "2") == [("路灯法", "2")]
    assert citing("井盖法") == [("路灯法", "3")]
    assert citing("井盖法", "9") == []
    assert laws.citing("路灯法", "2", most=1) == (laws.citing("路灯法", "2")[0][:1], 2)
    assert [(c.title, c.number) for c in laws.citing("路灯法", "2", offset=1)[0]] == [("路灯法", "3")]


def test_an_amended_text_brings_its_own_links(tmp_path: Path) -> None:
    home = brought(tmp_path / "home", LAMPS, COVERS)
    brought(home, LAMPS, lines("井盖法", "2024-01-01", "为了平。", "井盖要盖。"))
    assert [c.title for c in open_laws(home).citing("路灯法", "2")[0]] == ["路灯法"], "the newest version of 井盖法 no longer cites it"


def test_links_of_an_older_reader_are_read_anew(tmp_path: Path) -> None:
    home = brought(tmp_path / "home", LAMPS)
    engine = engine_of(database_of(home))
    with engine.begin() as connection:
        connection.execute(delete(LINKS))
        connection.execute(delete(HELD).where(HELD.c.key == "links"))
        connection.execute(insert(HELD).values(key="links", value="older"))
    with engine.begin() as connection:
        assert links.complete(connection) == 1
        assert links.complete(connection) == 0
        assert len(connection.execute(select(LINKS)).all()) == 4, "article 3 cites itself in its range: that is no link"
        assert len(connection.execute(select(LINKED)).all()) == 1
    engine.dispose()


def test_an_empty_home_and_a_store_without_links_have_none(tmp_path: Path) -> None:
    assert open_laws(tmp_path / "nothing").citing("路灯法", "2") == ([], 0)
    home = brought(tmp_path / "home", LAMPS)
    engine = engine_of(database_of(home))
    with engine.begin() as connection:
        connection.execute(delete(HELD).where(HELD.c.key == "links"))
        LINKS.drop(connection)
    engine.dispose()
    assert open_laws(home).citing("路灯法", "2") == ([], 0)
