"""Files that cannot be read as law: each is named with what, where, why and how to mend it; the others are taken."""

from __future__ import annotations

import gzip
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from graph.laws import pieces
from graph.laws.forms import lines as line_form
from graph.laws.importing import Report, bring_in
from graph.laws.store import open_laws
from graph.laws.texts import Remark
from ontology.errors import BadInput

GOOD = "---\ntitle: 养猫条例\npublish_date: 2001-02-03\ncategory: 行政法规\n---\n# 养猫条例\n\n第一条　养猫应当登记。\n\n第二条　自公布之日起施行。\n"
LINE = '{"law": "养犬法", "version_date": "2001-02-03", "article_no": %d, "text": "条文%d。"}\n'


def bring(tmp_path: Path, name: str, content: bytes, *, beside: bool = True) -> Report:
    """Import a folder that holds a file of this name and content, and a good one beside it."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(content)
    if beside:
        (folder / "养猫条例.md").write_text(GOOD, encoding="utf-8")
    report = bring_in(tmp_path / "home", [folder])
    if beside:
        assert open_laws(tmp_path / "home").find("养猫条例") == "养猫条例"
    return report


def only_fault(report: Report) -> Remark:
    """Return the one fault of a report, which says what to do."""
    (fault,) = report.faults
    assert fault.mend
    return fault


def test_a_file_of_300_mb_is_refused_unread(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "huge.md").open("wb") as file:
        file.truncate(300 * 2**20)
    tracemalloc.start()
    report = bring_in(tmp_path / "home", [folder])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    fault = only_fault(report)
    assert (fault.what, fault.why) == ("文件太大", "300 MB，一部法规最多 32 MB")
    assert fault.where.endswith("huge.md")
    assert peak < 40 * 2**20


def test_json_lines_of_one_endless_line_are_not_read_into_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "a.jsonl").open("wb") as file:
        file.write((LINE % (1, 1)).encode() + b'{"law": "')
        file.truncate(300 * 2**20)
    tracemalloc.start()
    report = bring_in(tmp_path / "home", [folder])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "第 2 行" in only_fault(report).where
    assert "太大" in only_fault(report).what
    assert report.held_articles == 1
    assert peak < 60 * 2**20


def test_gbk_is_read_and_said(tmp_path: Path) -> None:
    report = bring(tmp_path, "养犬条例(2001-02-03).md", GOOD.replace("养猫", "养犬").encode("gb18030"))
    assert not report.faults
    assert [r.what for r in report.remarks] == ["文字编码是 GBK，已按 GBK 读入"]
    assert open_laws(tmp_path / "home").articles("养犬条例", "2001-02-03")[0].text == "养犬应当登记。"


def test_gbk_json_lines_are_read_and_said_once(tmp_path: Path) -> None:
    report = bring(tmp_path, "a.jsonl", "".join(LINE % (n, n) for n in (1, 2)).encode("gb18030"))
    assert not report.faults
    assert [r.what for r in report.remarks] == ["文字编码是 GBK，已按 GBK 读入"]
    assert open_laws(tmp_path / "home").articles("养犬法", "2001-02-03")[1].text == "条文2。"


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    report = bring(tmp_path, "养犬条例(2001-02-03).txt", "养犬条例\n第一条　甲。\n第二条　乙。".encode("utf-16"))
    assert not report.faults
    assert len(open_laws(tmp_path / "home").articles("养犬条例", "2001-02-03")) == 2


def test_an_encoding_that_cannot_be_told_is_refused_with_the_line(tmp_path: Path) -> None:
    fault = only_fault(bring(tmp_path, "a.md", "# 标题\n\n第一条 ".encode() + b"\xff\xff\x81 bytes"))
    assert fault.what == "文字编码读不出来"
    assert "第 3 行" in fault.where
    assert "UTF-8" in fault.mend


@pytest.mark.parametrize(("name", "content"), [("a.md", b"%PDF-1.7\0\0binary"), ("b.txt", bytes(range(256))), ("c.docx", b"\xd0\xcf\x11\xe0" + bytes(600))])
def test_binary_content_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    fault = only_fault(bring(tmp_path, name, content))
    assert fault.what == "不是文字文件"
    assert fault.where.endswith(name)


def test_a_broken_word_file_is_refused(tmp_path: Path) -> None:
    assert only_fault(bring(tmp_path, "a.docx", b"PK\x03\x04 not a zip")).what == "Word 文件打不开"


def test_a_statute_without_articles_is_refused(tmp_path: Path) -> None:
    fault = only_fault(bring(tmp_path, "通知(2001-02-03).md", "# 关于做好工作的通知\n\n各单位应当高度重视有关条款。\n".encode()))
    assert fault.what == "没有读出条文"
    assert "第一条" in fault.mend


def test_front_matter_without_any_date_is_refused(tmp_path: Path) -> None:
    fault = only_fault(bring(tmp_path, "养犬条例.md", "---\ntitle: 养犬条例\n---\n# 养犬条例\n\n第一条 甲。\n".encode()))
    assert fault.what == "《养犬条例》没有日期，不知道是哪个版本"
    assert "养犬条例(2021-01-22).md" in fault.mend


def test_front_matter_that_is_no_yaml_or_does_not_end_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: 甲\nstatus: [a\n---\n# 甲\n", encoding="utf-8")
    (folder / "b.md").write_text("---\ntitle: 甲\n\n# 甲\n第一条 乙。\n", encoding="utf-8")
    faults = bring_in(tmp_path / "home", [folder]).faults
    assert [f.what for f in faults] == ["开头的说明读不出来", "开头的说明没有结束"]
    assert all(" 行" in f.where for f in faults)


def test_a_broken_line_in_the_middle_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    content = (LINE % (1, 1) + LINE % (2, 2) + '{"law": "养犬法", "artic\n' + LINE % (4, 4)).encode()
    report = bring(tmp_path, "a.jsonl", content)
    fault = only_fault(report)
    assert fault.where.endswith("a.jsonl 第 3 行")
    assert fault.what == "这一行不是完整的 JSON，没有收入"
    assert [a.number for a in open_laws(tmp_path / "home").articles("养犬法", "2001-02-03")] == ["1", "2", "4"]
    assert any("中间缺条" in r.what for r in report.remarks)
    (tmp_path / "in" / "a.jsonl").write_text("".join(LINE % (n, n) for n in (1, 2, 3, 4)), encoding="utf-8")
    mended = bring_in(tmp_path / "home", [tmp_path / "in"])
    assert not mended.faults
    assert len(open_laws(tmp_path / "home").articles("养犬法", "2001-02-03")) == 4


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"law": "养犬法", "version_date": "2001-02-03", "article_no": "序", "text": "甲"}', "条号读不出来"),
        ('{"law": "养犬法", "version_date": "2001-02-03", "article_no": true, "text": "甲"}', "条号读不出来"),
        ('{"law": "养犬法", "version_date": "2001-02-03", "article_no": 5, "text": ""}', "缺少 text"),
        ('{"version_date": "2001-02-03", "article_no": 5, "text": "甲"}', "缺少 law"),
        ("[1, 2]", "这一行不是完整的 JSON"),
        ('{"law": "养鸟法", "version_date": "前年", "article_no": 5, "text": "甲"}', "版本日期“前年”不是日期"),
        ('{"law": "养鸟法", "status": "repealed", "article_no": 5, "text": "甲"}', "没有日期，也不是现行的"),
        ('{"law": "养犬法", "version_date": "2001-02-03", "article_no": 1, "text": "另一种"}', "第二次出现，文字不同"),
    ],
)
def test_lines_that_say_too_little_are_named(tmp_path: Path, line: str, what: str) -> None:
    report = bring(tmp_path, "a.jsonl", (LINE % (1, 1) + line + "\n").encode())
    fault = only_fault(report)
    assert what in fault.what
    assert report.held_articles == 3


def test_articles_of_one_version_in_two_places_are_refused_the_second_time(tmp_path: Path) -> None:
    content = LINE % (1, 1) + (LINE % (1, 1)).replace("养犬法", "养鸟法") + LINE % (2, 2)
    fault = only_fault(bring(tmp_path, "a.jsonl", content.encode()))
    assert "分散在几处" in fault.what
    assert "第 3 行" in fault.where


def test_a_file_full_of_broken_lines_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_form, "BROKEN_LIMIT", 5)
    report = bring(tmp_path, "a.jsonl", (LINE % (1, 1) + "x\n" * 50).encode())
    assert len(report.faults) == 6
    assert "后面的没有收入" in report.faults[-1].what


def test_a_gz_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join((LINE % (n, n)).encode() for n in range(1, 3000)))
    report = bring(tmp_path, "a.jsonl.gz", whole[: len(whole) // 2])
    assert "从这里起文件读不出来" in only_fault(report).what
    assert report.held_articles > 100


def test_numbers_in_full_width_and_arabic_are_read(tmp_path: Path) -> None:
    rows = [("１", "甲"), ("12-1", "乙"), ("第十三条之二", "丙"), ("第１４条", "丁")]
    content = "".join(f'{{"law": "养犬法", "version_date": "2001-02-03", "article_no": "{n}", "text": "{t}"}}\n' for n, t in rows)
    report = bring(tmp_path, "a.jsonl", content.encode())
    assert not report.faults
    assert [(a.number, a.label) for a in open_laws(tmp_path / "home").articles("养犬法", "2001-02-03")] == [
        ("1", "第一条"), ("12-1", "第十二条之一"), ("13-2", "第十三条之二"), ("14", "第十四条"),
    ]  # fmt: skip


def test_json_that_is_no_law_is_passed_over_in_a_folder_and_refused_when_named(tmp_path: Path) -> None:
    report = bring(tmp_path, "questions.jsonl", b'{"id": "1", "question": "x"}\n')
    assert not report.faults
    assert [f.passed_over for f in report.files if f.name.endswith("questions.jsonl")] == ["不是法条的 JSON Lines"]
    assert only_fault(bring_in(tmp_path / "home", [tmp_path / "in" / "questions.jsonl"])).what == "不是法条的 JSON Lines"


def test_a_zip_bomb_is_refused_unpacked(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"0" * (40 * 2**20))
        archive.writestr("inner.zip", b"PK")
        archive.writestr("养猫条例.md", GOOD)
    report = bring_in(tmp_path / "home", [folder])
    assert [f.what for f in report.faults] == ["压缩包里的文件解压后大得不正常", "压缩包里还有压缩包"]
    assert report.held_articles == 2


def test_a_zip_that_is_vast_as_a_whole_or_has_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(3):
            archive.writestr(f"{n}.md", "x" * 100)
    monkeypatch.setattr(pieces, "MEMBERS_LIMIT", 2)
    assert "超过 2 个" in only_fault(bring_in(tmp_path / "home", [tmp_path / "a.zip"])).what
    monkeypatch.setattr(pieces, "MEMBERS_LIMIT", 10)
    monkeypatch.setattr(pieces, "ARCHIVE_LIMIT", 200)
    assert only_fault(bring_in(tmp_path / "home", [tmp_path / "a.zip"])).what == "压缩包解压后太大"


def test_a_gz_bomb_is_refused(tmp_path: Path) -> None:
    fault = only_fault(bring(tmp_path, "a.md.gz", gzip.compress(b"0" * (64 * 2**20))))
    assert (fault.what, fault.why) == ("文件太大", "解压后超过 32 MB")


def test_names_in_a_zip_made_on_windows_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("行政法规/养猫条例(2010-01-01).md".encode("gb18030").decode("cp437"))
        archive.writestr(info, GOOD)
    content = (tmp_path / "a.zip").read_bytes()
    raw = "行政法规/养猫条例(2010-01-01).md".encode("gb18030")
    shown = raw.decode("cp437").encode()  # what the zip library writes; Windows writes the bytes themselves
    assert shown in content
    patched = bytearray(content)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("x" * len(raw), GOOD)
    patched = bytearray((tmp_path / "b.zip").read_bytes().replace(b"x" * len(raw), raw))
    (tmp_path / "b.zip").write_bytes(patched)
    report = bring_in(tmp_path / "home", [tmp_path / "b.zip"])
    assert not report.faults
    assert [v.version for v in open_laws(tmp_path / "home").versions("养猫条例")] == ["2010-01-01"]


def test_a_broken_or_empty_zip_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04nothing")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    (tmp_path / "empty").mkdir()
    report = bring_in(tmp_path / "home", [tmp_path / "broken.zip", tmp_path / "empty.zip", tmp_path / "empty", tmp_path / "absent.md"])
    assert [f.what for f in report.faults] == ["压缩包打不开", "压缩包是空的", "文件夹是空的", "文件读不出来"]
    assert report.faults[3].why == "没有这个文件"
    assert report.generation == ""


def test_links_to_nowhere_pipes_and_unknown_suffixes_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "absent")
    os.mkfifo(folder / "pipe.md")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    report = bring_in(tmp_path / "home", [folder, folder / "pipe.md", folder / "notes.pdf"])
    assert {Path(f.where).name: f.what for f in report.faults} == {
        "link.md": "不是普通文件，或链接指向的文件不在", "pipe.md": "不是普通文件，或链接指向的文件不在", "notes.pdf": "认不出是什么文件",
    }  # fmt: skip
    assert only_fault(bring_in(tmp_path / "home", [folder / "pipe.md"])).what == "不是普通文件"


@pytest.mark.skipif(os.geteuid() == 0, reason="root 读得了一切文件：以普通用户运行时才测得出")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    assert only_fault(bring_in(tmp_path / "home", [path])).why == "没有读取权限"


def test_nothing_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有指明"):
        bring_in(tmp_path / "home", [])
