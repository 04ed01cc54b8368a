"""just-laws: Markdown with bold labels (**第一条**　…), one folder a statute; long codes split by part into numbered files beside README.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph.laws.forms.documents import Sheet, said_encoding, source_of, statute
from graph.laws.forms.front_matter import front_matter
from graph.laws.pieces import Piece, decoded
from graph.laws.texts import Form, Text

_BOLD: Final = re.compile(r"^\s*(?:\*\*|__)\s*第[^*_\n]{1,16}条(?:之[^*_\n]{1,4})?\s*(?:\*\*|__)", re.M)
_PART_NAME: Final = re.compile(r"\d{1,3}\s*[-_.、]")
_PART: Final = re.compile(r"#*\s*第[^\s]{1,6}(?:编|分编|篇|章)")


def is_just_laws(text: str) -> bool:
    """Return whether the labels of a text are bold."""
    return bool(_BOLD.search(text))


def read_just_laws(piece: Piece, text: str, encoding: str = "") -> Text:
    """Return the statute in one file; raises BadInput where there is none."""
    return _statute([(piece, text, encoding)])


def parts_of_code(readme: Piece, folder: Sequence[Piece]) -> list[Piece]:
    """Return the numbered files that continue a README.md in its folder, in order; none where they are statutes of their own."""
    if readme.parts[-1].lower() != "readme.md":
        return []
    parts = [p for p in folder if p is not readme and p.folder == readme.folder and p.suffix == ".md" and _PART_NAME.match(p.parts[-1])]
    return sorted(parts, key=lambda p: p.parts[-1]) if parts and all(_is_part(p) for p in parts) else []


def _is_part(piece: Piece) -> bool:
    text, _ = decoded(piece.data(), piece.name)
    _, body, _ = front_matter(text, piece.name)
    first = next((line for line in body.splitlines() if line.strip()), "")
    return bool(_PART.match(first) or _BOLD.match(first))


def read_code(readme: Piece, parts: Sequence[Piece]) -> Text:
    """Return the code whose head stands in a README.md and whose parts follow it; raises BadInput where there is none."""
    return _statute([(piece, *decoded(piece.data(), piece.name)) for piece in (readme, *parts)])


def _statute(pieces: Sequence[tuple[Piece, str, str]]) -> Text:
    texts: list[str] = []
    files: list[tuple[int, str]] = []
    line = 1
    for piece, text, _ in pieces:
        _, body, skipped = front_matter(text, piece.name)
        kept = "\n" * skipped + body.rstrip("\n")  # so that lines keep their numbers
        texts.append(kept)
        files.append((line, piece.name))
        line += kept.count("\n") + 1
    first = pieces[0][0]
    stem = first.folder[-1] if first.folder and first.stem.lower() == "readme" else first.stem
    remarks = tuple(remark for piece, _, encoding in pieces for remark in said_encoding(piece.name, encoding))
    return statute(Sheet("\n".join(texts), files, first.parts, stem, Form.JUST_LAWS, source_of(first), remarks=remarks))
