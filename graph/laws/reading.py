"""Recognises the form of each file and reads it: `read(paths)` yields, file by file, what was taken and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.laws.forms.documents import read_document
from graph.laws.forms.front_matter import read_front_matter
from graph.laws.forms.just_laws import is_just_laws, parts_of_code, read_code, read_just_laws
from graph.laws.forms.lines import Row, kind_of, read_lines, read_list
from graph.laws.pieces import DOCUMENTS, LINES, Piece, decoded, pieces
from graph.laws.texts import Remark, Text
from ontology.errors import BadInput

_UNLIKELY = ("readme.md", "license.md", "contributing.md", "changelog.md", "index.md", "summary.md")
"""Files of a collection that are about it; without articles they are passed over when found in a folder."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a file: all of its texts were yielded before; `passed_over`: why it was not read, "" where it was."""

    name: str
    passed_over: str = ""


def found(paths: Sequence[Path]) -> list[Piece | BadInput]:
    """Return the files that paths stand for, each once, and what is wrong with those that cannot be looked at."""
    listed: dict[str, Piece | BadInput] = {}
    for path in paths:
        for piece in pieces(path):
            name = piece.name if isinstance(piece, Piece) else piece.where
            if name not in listed or (isinstance(piece, Piece) and piece.given):  # named itself says more than found in a folder
                listed[name] = piece
    return list(listed.values())


def read(files: Sequence[Piece | BadInput], moved: Callable[[int], None] = lambda _: None) -> Iterator[Text | Remark | Ended]:
    """Yield the texts of each file and remarks on it, then its end; `moved` is told how many stored bytes of all were read.

    What is wrong with one file does not stop the others.
    """
    listed: dict[tuple[str, ...], dict[str, dict[str, Row]]] = {}
    whole = [f for f in files if isinstance(f, Piece)]
    taken: set[str] = set()
    before = 0
    for file in files:
        if isinstance(file, BadInput):
            yield _unread(file)
            yield Ended(file.where)
            continue
        if file.name in taken:
            continue
        try:
            yield from _piece(file, whole, taken, listed, lambda at, before=before: moved(before + at))  # type: ignore[misc]
        except BadInput as error:
            yield _unread(error)
            yield Ended(file.name)
        before += file.size
        moved(before)


def _piece(
    file: Piece, whole: Sequence[Piece], taken: set[str], listed: dict[tuple[str, ...], dict[str, dict[str, Row]]], moved: Callable[[int], None]
) -> Iterator[Text | Remark | Ended]:
    if file.suffix in LINES:
        yield from _lines(file, whole, listed, moved)
    elif file.suffix.removesuffix(".gz") in DOCUMENTS or (file.given and not file.suffix):
        yield from _document(file, whole, taken)
    elif file.given:
        raise BadInput(
            "认不出是什么文件", where=file.name, why=f"后缀是 {file.suffix}", mend="能导入的有 .md、.txt、.docx、.jsonl、.jsonl.gz、.zip 和放有它们的文件夹"
        )
    else:
        yield Ended(file.name, "不是法规文件的后缀")


def _lines(
    file: Piece, whole: Sequence[Piece], listed: dict[tuple[str, ...], dict[str, dict[str, Row]]], moved: Callable[[int], None]
) -> Iterator[Text | Remark | Ended]:
    kind = kind_of(file)
    if kind == "articles":
        if file.folder not in listed:
            listed[file.folder] = {}
            for beside in _beside(file, whole):
                rows, remarks = read_list(beside)
                yield from remarks
                for title, versions in rows.items():
                    listed[file.folder].setdefault(title, {}).update(versions)
        yield from read_lines(file, listed[file.folder], moved)
        yield Ended(file.name)
    elif kind == "list":
        yield Ended(file.name, "法规目录，随条文一起读")
    elif file.given:
        raise BadInput("不是法条的 JSON Lines", where=file.name, why="第一行没有 law 和 text", mend="每行一个对象：law、version_date、article_no、text")
    else:
        yield Ended(file.name, "不是法条的 JSON Lines")


def _beside(file: Piece, whole: Sequence[Piece]) -> list[Piece]:
    """Return the lists of versions beside a file of articles: in the same folder or zip, whether named or not."""
    near = [p for p in whole if p.folder == file.folder and p.suffix in LINES and p.name != file.name]
    if file.given and "!" not in file.name:
        known = {p.name for p in near}
        for path in sorted(Path(file.name).parent.glob("laws*.jsonl*")):
            near += [p for p in pieces(path) if isinstance(p, Piece) and p.name not in known and p.name != file.name and p.suffix in LINES]
    return [p for p in near if kind_of(p) == "list"]


def _document(file: Piece, whole: Sequence[Piece], taken: set[str]) -> Iterator[Text | Remark | Ended]:
    parts = parts_of_code(file, whole)
    if parts:
        taken |= {p.name for p in parts}
        yield read_code(file, parts)
        yield Ended(file.name)
        for part in parts:
            yield Ended(part.name)
        return
    if file.suffix == ".docx" or not file.suffix.removesuffix(".gz").startswith(".m"):
        yield read_document(file)
        yield Ended(file.name)
        return
    text, encoding = decoded(file.data(), file.name)
    if not file.given and file.parts[-1].lower() in _UNLIKELY and "条" not in text:
        yield Ended(file.name, "说明文件，里面没有条文")
        return
    yield read_just_laws(file, text, encoding) if is_just_laws(text) else read_front_matter(file, text, encoding)
    yield Ended(file.name)


def _unread(error: BadInput) -> Remark:
    return Remark("unread", error.where, error.what, error.why, error.mend)
