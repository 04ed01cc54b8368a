"""JSON Lines: one article a line (`law, version_date, article_no, article_sub?, article_cn, chapter, text, status?, …`), and beside
it a list of versions (`laws.jsonl`) with their dates and status. Read line by line: a file may be larger than the memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from graph.laws import headers
from graph.laws.articles import label_of
from graph.laws.model import UNDATED, LawArticle
from graph.laws.pieces import LINE_LIMIT, LINES_LIMIT, Piece, position, read
from graph.laws.texts import Form, Remark, Said, Text, folded
from ontology.citation import short_title, to_number
from ontology.errors import BadCitation, BadInput

Row = dict[str, Any]
Listed = Mapping[str, Mapping[str, Row]]
"""Rows of a list of versions, by short title and version."""

BROKEN_LIMIT: Final = 200
"""Broken lines after which the rest of a file is not read: it is no JSON Lines, or badly damaged."""
_NUMBER: Final = re.compile(
    r"第?\s*(?P<main>[0-9０-９零〇一二三四五六七八九十百千]+)\s*(?:条|、|-|－|$)\s*(?:之)?\s*(?P<sub>[0-9０-９零〇一二三四五六七八九十百千]+)?\s*"
)
_CITED: Final = re.compile(r"第[零〇一二三四五六七八九十百千0-9]+条(?:之[零〇一二三四五六七八九十]+)?$")


@dataclass
class _Group:
    """The articles of one version as they come, and the line of the first."""

    law: str
    version: str
    first: Row
    line: int
    articles: dict[str, LawArticle] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def kind_of(piece: Piece) -> str:
    """Return "articles", "list" (of versions) or "" for what the first whole line of a file says; raises BadInput where it cannot be read."""
    with piece.opened() as file:
        for number in range(1, 21):
            line = read(file, LINE_LIMIT, piece.name, line=True)
            if not line.strip():
                if not line:
                    break
                continue
            row, _ = _row(line, f"{piece.name} 第 {number} 行")
            if isinstance(row, dict) and "law" in row:
                return "articles" if "text" in row else "list"
            if isinstance(row, dict):
                return ""
    return ""


def read_list(piece: Piece) -> tuple[dict[str, dict[str, Row]], list[Remark]]:
    """Return the rows of a list of versions by short title and version, and what could not be read."""
    listed: dict[str, dict[str, Row]] = {}
    remarks: list[Remark] = []
    for row, where, remark in _rows(piece, lambda _: None):
        if remark:
            remarks.append(remark)
        elif row is not None and isinstance(row.get("law"), str):
            listed.setdefault(short_title(row["law"]), {})[_version_in(row)] = row
        else:
            remarks.append(Remark("unread", where, "目录里的一行没有法规名称（law）", mend="补上 law"))
    return listed, remarks


def read_lines(piece: Piece, listed: Listed, moved: Callable[[int], None]) -> Iterator[Text | Remark]:
    """Yield the versions of a file as they end, and remarks on lines that could not be read; `moved` is told stored bytes read.

    The articles of a version stand together in the file; where they begin again the second part is refused.
    """
    group: _Group | None = None
    done: set[tuple[str, str]] = set()
    for row, where, remark in _rows(piece, moved):
        if remark:
            yield remark
            continue
        assert row is not None
        missing = [key for key in ("law", "text") if not isinstance(row.get(key), str) or not row[key].strip()]
        number = _number_of(row)
        if missing or not number:
            what = f"缺少 {'、'.join(missing)}" if missing else "条号读不出来"
            yield Remark("unread", where, f"这一条没有收入：{what}", mend="每行要有 law、article_no（28 或 12-1 或 第十二条之一）、text")
            continue
        key = short_title(row["law"]), str(row.get("version_date") or "")
        if group is None or key != (short_title(group.law), group.version):
            if group:
                yield from _ended(group, piece, listed)
            if key in done:
                yield Remark("unread", where, f"《{key[0]}》{key[1]} 版的条文在文件里分散在几处，从这里起没有收入", mend="按法规和版本排好序再导入")
                group = _Group(row["law"], key[1], {}, 0)
                continue
            done.add(key)
            group = _Group(row["law"], key[1], row, int(where.rsplit(" ", 2)[1]))
        if group.first:
            _add(group, row, number, where)
    if group:
        yield from _ended(group, piece, listed)


def _add(group: _Group, row: Row, number: str, where: str) -> None:
    known = group.articles.get(number)
    if known is None:
        label = row.get("article_cn")
        article = LawArticle(
            "", "", number, label if isinstance(label, str) and label else label_of(number), str(row.get("chapter") or ""), row["text"].strip(), 0
        )
        group.articles[number] = article
    elif folded(known.text) != folded(row["text"]):
        group.remarks.append(
            Remark("unread", where, f"《{short_title(group.law)}》{known.label}第二次出现，文字不同，没有收入", mend="核对条号，删去多余的一行")
        )


def _ended(group: _Group, piece: Piece, listed: Listed) -> Iterator[Text | Remark]:
    """Yield the version that a group is, with what the list of versions says of it."""
    if not group.articles:
        return
    title, row = short_title(group.law), group.first
    versions = listed.get(title, {})
    wanted = _version_in(row)
    version = wanted or next(iter(versions), "")
    about = {**row, **versions.get(version, {})}
    where = f"{piece.name} 第 {group.line} 行"
    remarks = [*group.remarks]
    if not version:
        if str(about.get("status", "current")) != "current":
            yield Remark("unread", where, f"《{title}》没有日期，也不是现行的，没有收入", mend="补上 version_date（2021-01-22）")
            return
        version = UNDATED
        remarks.append(Remark("note", where, f"《{title}》没有任何日期，当作现行，版本记作“{UNDATED}”", mend="补上 version_date（2021-01-22）后重新导入"))
    elif headers.a_day(version) is None:
        yield Remark("unread", where, f"《{title}》的版本日期“{version}”不是日期，没有收入", mend="写成 2021-01-22")
        return
    else:
        version = str(headers.a_day(version))
    said = _said(group.law, version, about, piece)
    articles = tuple(LawArticle(title, version, a.number, a.label, a.chapter, a.text, n) for n, a in enumerate(group.articles.values()))
    yield Text(said, articles, (*remarks, *_gaps(said, articles, where)))


def _said(law: str, version: str, about: Row, piece: Piece) -> Said:
    title = short_title(law)
    marks = [str(about.get(key) or "") for key in ("category", "subcat", "region")]
    repealed_by = short_title(_CITED.sub("", str(about.get("repealed_by") or "")))
    published = " ".join(str(about[key]) for key in ("source_repo", "source_path") if about.get(key))
    return Said(
        law=law.strip().strip("《》"), title=title, version=version, source=published or "/".join(piece.parts), form=Form.LINES,
        category=str(about.get("category") or "") or headers.rank_of(title, marks), place=str(about.get("region") or ""),
        first_day=_day(about, "first_date"), start=_day(about, "effective_date"), status=headers.STATUSES.get(str(about.get("status") or ""), ""),
        repealed_on=_day(about, "repealed_on"), repealed_by=repealed_by,
    )  # fmt: skip


def _gaps(said: Said, articles: tuple[LawArticle, ...], where: str) -> Iterator[Remark]:
    """Yield where numbers are missing or out of order."""
    last = 0
    for article in articles:
        main = int(article.number.partition("-")[0])
        if main > last + 1 and last:
            yield Remark("note", where, f"{said}{label_of(str(last))}之后就是{article.label}，中间缺条")
        elif main < last:
            yield Remark("note", where, f"{said}{article.label}排在{label_of(str(last))}之后")
        last = max(main, last)


def _day(row: Row, key: str) -> dt.date | None:
    return headers.a_day(row.get(key))


def _version_in(row: Row) -> str:
    return str(row.get("version_date") or row.get("effective_date") or row.get("header_last_date") or "")


def _number_of(row: Row) -> str:
    """Return the number of a row as in IRIs, "" where it cannot be read."""
    value = row.get("article_no", row.get("article_cn"))
    sub = row.get("article_sub")
    match = _NUMBER.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if not match:
        return ""
    try:
        main = to_number(match["main"])
        sub = to_number(str(sub)) if sub else to_number(match["sub"]) if match["sub"] else 0
    except BadCitation:
        return ""
    return (f"{main}-{sub}" if sub else str(main)) if main else ""


def _rows(piece: Piece, moved: Callable[[int], None]) -> Iterator[tuple[Row | None, str, Remark | None]]:
    """Yield each line's object with where it stands, or a remark in its place; stops with a remark where going on is no use."""
    whole = broken = 0
    told = gbk = False
    with piece.opened() as file:
        number = 0
        while True:
            number += 1
            where = f"{piece.name} 第 {number} 行"
            try:
                line = read(file, LINE_LIMIT + 1, piece.name, line=True)
            except BadInput as error:
                yield None, where, Remark("unread", where, f"从这里起{error.what}，后面的没有收入", error.why, error.mend)
                return
            if not line:
                return
            whole += len(line)
            if number % 2000 == 0:
                moved(position(file))
            if len(line) > LINE_LIMIT or whole > LINES_LIMIT:
                what = "这一行" if len(line) > LINE_LIMIT else "整个文件"
                limit = LINE_LIMIT if len(line) > LINE_LIMIT else LINES_LIMIT
                yield (
                    None,
                    where,
                    Remark("unread", where, f"{what}太大，从这里起没有收入", f"超过 {limit // 2**20:,} MB", "一行只放一条法条；文件太大的分成几个"),
                )
                return
            if not line.strip():
                continue
            row, gbk = _row(line, where)
            if isinstance(row, dict):
                if gbk and not told:
                    told = True
                    yield None, where, Remark("note", where, "文字编码是 GBK，已按 GBK 读入", mend="请抽看几条，有乱码就另存为 UTF-8 重新导入")
                yield row, where, None
                continue
            broken += 1
            yield None, where, Remark("unread", where, "这一行不是完整的 JSON，没有收入", row, "补全这一行后重新导入，其余的不会变")
            if broken >= BROKEN_LIMIT:
                yield None, where, Remark("unread", where, f"已有 {broken} 行读不出来，后面的没有收入", mend="核对文件是不是一行一个 JSON 对象")
                return


def _row(line: bytes, where: str) -> tuple[Row | str, bool]:
    """Return the object on a line, or why it is none; and whether it was read as GBK."""
    gbk = False
    try:
        content: bytes | str = line.removeprefix(b"\xef\xbb\xbf")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            content, gbk = line.decode("gb18030"), True
        row = orjson.loads(content)
    except UnicodeDecodeError:
        return "文字编码既不是 UTF-8，也不是 GBK", False
    except orjson.JSONDecodeError as error:
        return f"{error.msg}（第 {error.pos + 1} 个字起）", gbk
    return (row, gbk) if isinstance(row, dict) else ("不是 JSON 对象", gbk)
