"""Bringing the law in: versions, dates, what is said twice and differently, once and again, killed and at once."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import multiprocessing
import os
import signal
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.laws import importing
from graph.laws.importing import Report, bring_in
from graph.laws.model import UNDATED
from graph.laws.store import open_laws
from ontology.errors import BadVersion, Conflict

FRONT = (
    '---\ntitle: "{title}"\npublish_date: "2001-02-03"\nstatus: "{status}"\ncategory: "{category}"\n---\n# {title}\n\n{head}\n\n<!-- INFO END -->\n\n{body}\n'
)


def front(body: str, title: str = "中华人民共和国养犬法", head: str = "2001年2月3日 某会议通过", status: str = "现行有效", category: str = "行政法") -> str:
    """Return a statute as china-law-db writes it."""
    return FRONT.format(title=title, head=head, body=body, status=status, category=category)


def just(body: str, title: str = "中华人民共和国养犬法", head: str = "2001年2月3日某会议通过") -> str:
    """Return a statute as just-laws writes it."""
    return f"---\nsidebar: auto\n---\n\n# {title}\n\n{head}\n\n## 第一章　总则\n\n{body}\n"


def row(number: int | str, text: str, **more: object) -> dict[str, Any]:
    """Return a line of JSON Lines."""
    return {"law": "中华人民共和国养犬法", "category": "法律", "version_date": "2001-02-03", "article_no": number, "text": text, **more}


def lines(*rows: dict[str, Any]) -> bytes:
    """Return JSON Lines."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def whats(report: Report, kind: str) -> list[str]:
    """Return what the remarks of a kind say."""
    return [r.what for r in report.remarks if r.kind == kind]


def test_versions_end_where_the_next_begins_and_the_store_answers_by_day(tmp_path: Path) -> None:
    write(tmp_path, "法律/养犬法(2001-02-03).md", front("第一条 甲。\n\n第二条 本法自2001年5月1日起施行。"))
    write(
        tmp_path,
        "法律/养犬法(2019-01-10).md",
        front("第一条 甲。\n\n第二条 乙。\n\n第三条 本法自2019年7月1日起施行。", head="2001年2月3日 通过\n\n2019年1月10日 修订"),
    )
    report = bring_in(tmp_path / "home", [tmp_path / "法律"])
    laws = open_laws(tmp_path / "home")
    assert report.fates == {"new": 2}
    assert [(v.version, v.start, v.until, v.status, v.first_day, v.category) for v in laws.versions("中华人民共和国养犬法")] == [
        ("2019-01-10", dt.date(2019, 7, 1), None, "current", dt.date(2001, 2, 3), "法律"),
        ("2001-02-03", dt.date(2001, 5, 1), dt.date(2019, 7, 1), "old_version", dt.date(2001, 2, 3), "法律"),
    ]
    at = {day: v.version if (v := laws.at("养犬法", dt.date.fromisoformat(day))) else None for day in ("2001-04-30", "2001-05-01", "2019-06-30", "2019-07-01")}
    assert at == {"2001-04-30": None, "2001-05-01": "2001-02-03", "2019-06-30": "2001-02-03", "2019-07-01": "2019-01-10"}
    assert laws.find("《养犬法》") == "养犬法"
    article = laws.article("养犬法", "2019-01-10", "2")
    assert article is not None
    assert (article.label, article.text, article.position) == ("第二条", "乙。", 1)
    assert [a.number for _, a in laws.every_article(newest=False)] == ["1", "2", "1", "2", "3"]


def test_a_closing_article_of_an_earlier_version_says_nothing_of_the_amended_one(tmp_path: Path) -> None:
    path = write(
        tmp_path, "养犬法(2010-01-01).md", front("第一条 甲。\n\n第二条 本法自2001年5月1日起施行。", head="2001年2月3日 通过\n\n2010年1月1日 第一次修正")
    )
    bring_in(tmp_path / "home", [path])
    assert open_laws(tmp_path / "home").versions("养犬法")[0].start == dt.date(2010, 1, 1)


def test_a_repeal_clause_ends_what_it_names_whichever_comes_first(tmp_path: Path) -> None:
    old = write(tmp_path, "old.md", front("第一条 甲。\n\n第二条 乙。"))
    new = write(
        tmp_path,
        "new.md",
        just("**第一条**　丙。\n\n**第二条**　本法自2026年8月15日起施行。《中华人民共和国养犬法》同时废止。", "中华人民共和国动物法典", "2026年3月12日通过"),
    )
    for order in ([old, new], [new, old]):
        home = tmp_path / f"home{order[0].stem}"
        reports = [bring_in(home, [path]) for path in order]
        (version,) = open_laws(home).versions("养犬法")
        assert (version.until, version.status, version.repealed_by) == (dt.date(2026, 8, 15), "repealed", "动物法典")
    assert any("写着现行有效，《动物法典》自 2026-08-15 起废止了它" in what for what in whats(reports[-1], "note"))


def test_a_code_split_by_part_is_one_statute_and_names_the_part_of_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "code/README.md", "---\nnext: x\n---\n\n# 中华人民共和国动物法典\n\n2026年3月12日某会议通过\n")
    write(tmp_path, "code/01-general.md", "---\nprev: x\n---\n\n# 第一编　总则\n\n### 第一章　规定\n\n**第一条**　甲。\n\n**第二条**　乙。\n")
    second = write(tmp_path, "code/02-rest.md", "# 第二编　分则\n\n**第四条**　丙。\n\n**第五条**　本法自2026年8月15日起施行。\n")
    write(tmp_path, "LICENSE", "free")
    report = bring_in(tmp_path / "home", [tmp_path / "code"])
    laws = open_laws(tmp_path / "home")
    assert [(a.number, a.chapter) for a in laws.articles("动物法典", "2026-03-12")] == [
        ("1", "第一编 总则 第一章 规定"), ("2", "第一编 总则 第一章 规定"), ("4", "第二编 分则"), ("5", "第二编 分则"),
    ]  # fmt: skip
    assert laws.versions("动物法典")[0].start == dt.date(2026, 8, 15)
    assert [(r.where, r.what) for r in report.remarks] == [(f"{second} 第 3 行", "《动物法典》第二条之后就是第四条，中间缺条")]
    alone = bring_in(tmp_path / "other", [second])
    assert "没有读出法规名称" in whats(alone, "unread")[0]


def test_json_lines_take_dates_and_status_from_the_list_beside_them(tmp_path: Path) -> None:
    path = write(
        tmp_path, "articles.jsonl.gz", gzip.compress(lines(row(1, "甲。", chapter="第一章 总则"), row(12, "乙。", article_sub=1, article_cn="第十二条之一")))
    )
    listed = {"law": "中华人民共和国养犬法", "version_date": "2001-02-03", "effective_date": "2001-05-01", "first_date": "1990-01-01", "status": "repealed"}
    write(tmp_path, "laws.jsonl", lines({**listed, "repealed_on": "2020-01-01", "repealed_by": "中华人民共和国动物法典第十二条"}))
    bring_in(tmp_path / "home", [path])
    laws = open_laws(tmp_path / "home")
    (v,) = laws.versions("养犬法")
    assert (v.start, v.until, v.first_day, v.status, v.repealed_by) == (dt.date(2001, 5, 1), dt.date(2020, 1, 1), dt.date(1990, 1, 1), "repealed", "动物法典")
    assert [(a.number, a.label, a.chapter) for a in laws.articles("养犬法", "2001-02-03")] == [("1", "第一条", "第一章 总则"), ("12-1", "第十二条之一", "")]


def test_doing_it_again_changes_nothing_and_any_order_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path, "in/a.md", front("第一条 甲。\n\n第二条 乙。"))
    write(tmp_path, "in/b/README.md", just("**第一条**　甲。\n\n**第二条**　乙。"))
    write(tmp_path, "in/c.jsonl", lines(row(1, "猫。", law="养猫条例", category="行政法规"), row(2, "狗。", law="养猫条例", category="行政法规")))
    first, again = (bring_in(tmp_path / "home", [tmp_path / "in"]) for _ in range(2))
    assert (first.changed, again.changed) == (True, False)
    assert first.generation == again.generation == open_laws(tmp_path / "home").generation != ""
    assert again.fates == {"same": 3}


def test_two_files_that_claim_one_version_are_named_with_the_articles_that_differ(tmp_path: Path) -> None:
    one = write(tmp_path, "in/one.md", front("第一条 甲。\n\n第二条 乙。\n\n第三条 丙。"))
    other = write(tmp_path, "in/other.md", front("第一条 甲。\n\n第二条 改了。\n\n第四条 丁。"))
    report = bring_in(tmp_path / "home", [tmp_path / "in"])
    (what,) = whats(report, "contradiction")
    assert "第二条" in what
    assert "第四条（多）" in what
    assert "第三条（缺）" in what
    assert all(f"in/{p.name}" in what for p in (one, other))
    assert report.faults
    laws = open_laws(tmp_path / "home")
    assert [a.text for a in laws.articles("养犬法", "2001-02-03")] == ["甲。", "乙。", "丙。"]  # the first stays
    replaced = bring_in(tmp_path / "home", [other], replace_all=True)
    assert replaced.fates == {"changed": 1}
    assert [a.number for a in laws.articles("养犬法", "2001-02-03")] == ["1", "2", "4"]


def test_a_better_form_takes_the_place_of_a_worse_one_and_says_so(tmp_path: Path) -> None:
    worse, better = write(tmp_path, "in/a.md", front("第一条 甲。\n\n第二条 乙。")), write(tmp_path, "in/b.md", just("**第一条**　甲。\n\n**第二条**　改。"))
    report = bring_in(tmp_path / "home", [worse, better])
    assert len(whats(report, "contradiction")) == 1
    assert open_laws(tmp_path / "home").articles("养犬法", "2001-02-03")[1].text == "改。"
    again = bring_in(tmp_path / "home", [worse, better])
    assert not again.changed
    assert len(whats(again, "contradiction")) == 1


def test_only_marks_of_another_width_are_noted_and_no_fault(tmp_path: Path) -> None:
    files = [write(tmp_path, "a.md", front("第一条 下列情形:甲。")), write(tmp_path, "b.md", just("**第一条**　下列情形：甲。"))]
    report = bring_in(tmp_path / "home", files)
    assert not report.faults
    assert any("文字不同：第一条" in what for what in whats(report, "note"))


def test_a_file_mended_and_imported_again_takes_its_own_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", front("第一条 甲。\n\n第二条 错字。"))
    before = bring_in(tmp_path / "home", [path]).generation
    write(tmp_path, "a.md", front("第一条 甲。\n\n第二条 乙。"))
    report = bring_in(tmp_path / "home", [path])
    assert report.fates == {"changed": 1}
    assert not report.faults
    assert report.generation != before
    assert whats(report, "note") == ["《养犬法》2001-02-03 版的文字与上次导入时不同，已换成这次的：第二条"]


def test_status_against_dates_is_told(tmp_path: Path) -> None:
    write(tmp_path, "in/养犬法(2001-02-03).md", front("第一条 甲。"))
    write(tmp_path, "in/养犬法(2019-01-10).md", front("第一条 甲。", status="废止或失效", head="2019年1月10日 修订"))
    notes = whats(bring_in(tmp_path / "home", [tmp_path / "in"]), "note")
    assert "《养犬法》2001-02-03 版写着现行，库中有更新的 2019-01-10 版；到新版施行为止" in notes
    assert "《养犬法》2019-01-10 版写着已废止，没有写从哪天起；期间仍作为没有终止" in notes


def test_listed_without_any_date_a_statute_in_force_is_kept_as_undated(tmp_path: Path) -> None:
    report = bring_in(tmp_path / "home", [write(tmp_path, "a.jsonl", lines(row(1, "甲。", version_date="", status="current")))])
    (version,) = open_laws(tmp_path / "home").versions("养犬法")
    assert (version.version, version.start, version.status) == (UNDATED, None, "current")
    assert "没有任何日期" in whats(report, "note")[0]
    assert open_laws(tmp_path / "home").at("养犬法", dt.date(2020, 1, 1)) == version


def test_a_zip_of_word_files_is_read(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    for paragraph in ("养猫条例", "（2005年6月7日某政府令第1号公布　自2005年8月1日起施行）", "第一章　总则", "第一条　甲。", "第二条　按下表："):
        document.add_paragraph(paragraph)
    document.add_table(1, 2).rows[0].cells[1].text = "十元"
    document.add_paragraph("第三条　丙。")
    content = io.BytesIO()
    document.save(content)
    with zipfile.ZipFile(tmp_path / "法规.zip", "w") as archive:
        archive.writestr("行政法规/养猫条例.docx", content.getvalue())
    report = bring_in(tmp_path / "home", [tmp_path / "法规.zip"])
    assert not report.faults
    laws = open_laws(tmp_path / "home")
    (v,) = laws.versions("养猫条例")
    assert (v.version, v.start, v.category) == ("2005-06-07", dt.date(2005, 8, 1), "行政法规")
    assert [(a.number, a.chapter, a.text) for a in laws.articles("养猫条例", "2005-06-07")] == [
        ("1", "第一章 总则", "甲。"), ("2", "第一章 总则", "按下表：\n|  | 十元 |"), ("3", "第一章 总则", "丙。"),
    ]  # fmt: skip


def _killed(home: Path, path: Path, begun: Any) -> None:
    def moved(_: int) -> None:
        begun.set()
        time.sleep(60)

    bring_in(home, [path], begun=lambda _: moved)


def test_killed_in_the_middle_it_leaves_what_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = bring_in(home, [write(tmp_path, "养猫条例(2000-01-01).md", front("第一条 甲。", "养猫条例", category="行政法规"))])
    many = write(tmp_path, "many.jsonl", lines(*(row(n % 50 + 1, "文" * 200, law=f"第{n // 50}号条例") for n in range(6000))))
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    process = context.Process(target=_killed, args=(home, many, begun))
    process.start()
    assert begun.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    laws = open_laws(home)
    assert laws.generation == before.generation
    assert [v.title for v in laws.laws()] == ["养猫条例"]
    assert bring_in(home, [many]).fates == {"new": 120}  # the lock went with the process


def test_another_import_at_the_same_time_is_told_and_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.md", front("第一条 甲。"))
    home, told = tmp_path / "home", []
    (home / "laws").mkdir(parents=True)
    lock = FileLock(home / "laws" / "laws.lock")
    lock.acquire()

    def waiting() -> None:
        told.append(True)
        lock.release()

    assert bring_in(home, [path], waiting=waiting).changed
    assert told == [True]
    monkeypatch.setattr(importing, "LOCK_SECONDS", 0.2)
    with lock, pytest.raises(Conflict, match="另一次导入一直没有结束"):
        bring_in(home, [path])


def test_a_reader_sees_an_import_of_another_process_and_nothing_before(tmp_path: Path) -> None:
    laws = open_laws(tmp_path / "home")
    assert (laws.generation, laws.laws(), laws.versions("养犬法"), laws.find("养犬法"), list(laws.every_article())) == ("", [], [], None, [])
    assert laws.at("养犬法", dt.date(2020, 1, 1)) is None
    assert laws.article("养犬法", "2001-02-03", "1") is None
    report = bring_in(tmp_path / "home", [write(tmp_path, "a.md", front("第一条 甲。"))])
    assert laws.generation == report.generation
    more = bring_in(tmp_path / "home", [write(tmp_path, "b.md", front("第一条 甲。", "山东省养犬条例", category="地方性法规"))])
    assert laws.generation == more.generation != report.generation
    assert [v.title for v in laws.laws(place="")] == ["养犬法"]
    assert [v.title for v in laws.laws(place="山东", category="地方性法规", q="养犬")] == ["山东省养犬条例"]
    assert [v.title for v, _ in laws.every_article(national=True)] == ["养犬法"]


def test_a_damaged_store_says_how_to_mend_it(tmp_path: Path) -> None:
    path = write(tmp_path, "home/laws/laws.db", b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(BadVersion, match="法规库打不开"):
        open_laws(tmp_path / "home").laws()
    with pytest.raises(BadVersion, match="重新导入"):
        bring_in(tmp_path / "home", [write(tmp_path, "a.md", front("第一条 甲。"))])
    assert path.exists()


TEXTS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E20), min_size=1, max_size=12)
VERSIONS = st.dictionaries(
    st.tuples(st.sampled_from(["养犬法", "养猫条例", "养鸟办法"]), st.dates(dt.date(1990, 1, 1), dt.date(2026, 1, 1))),
    st.dictionaries(st.tuples(st.integers(1, 300), st.integers(0, 2)), TEXTS, min_size=1, max_size=6), min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERSIONS)
def test_what_is_taken_in_comes_out_again(tmp_path_factory: pytest.TempPathFactory, versions: dict[tuple[str, dt.date], dict[tuple[int, int], str]]) -> None:
    folder = tmp_path_factory.mktemp("law")
    rows = [
        row(number, text, law=law, version_date=str(day), **({"article_sub": sub} if sub else {}))
        for (law, day), articles in versions.items() for (number, sub), text in articles.items()
    ]  # fmt: skip
    report = bring_in(folder / "home", [write(folder, "a.jsonl", lines(*rows))])
    laws = open_laws(folder / "home")
    assert report.held_articles == len(rows)
    for (law, day), articles in versions.items():
        found = laws.articles(law, str(day))
        assert [(a.number, a.text) for a in found] == [(f"{n}-{s}" if s else str(n), text) for (n, s), text in articles.items()]
        version = laws.at(law, day)
        assert version is not None
        assert version.version == str(day)
    assert not bring_in(folder / "home", [folder / "a.jsonl"]).changed
