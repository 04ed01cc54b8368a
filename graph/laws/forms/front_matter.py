"""china-law-db: Markdown with front matter (title, publish_date, status, category), one file a version, its day in the file's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from graph.laws.forms.documents import Sheet, said_encoding, source_of, statute
from graph.laws.pieces import Piece
from graph.laws.texts import Form, Remark, Text
from ontology.errors import BadInput


def front_matter(text: str, name: str) -> tuple[Mapping[str, Any], str, int]:
    """Return a text's front matter (empty where it has none), the text below and how many lines were taken off.

    Raises BadInput where it begins and cannot be read.
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, text, 0
    end = next((n for n, line in enumerate(lines[1:400], start=1) if line.strip() == "---"), None)
    if end is None:
        raise BadInput("开头的说明没有结束", where=f"{name} 第 1 行", why="开头有 ---，后面没有第二个 ---", mend="在说明后面补一行 ---")
    try:
        said = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise BadInput(
            "开头的说明读不出来", where=f"{name} 第 {line} 行", why=getattr(error, "problem", "") or "不是 YAML", mend="每行写成“名称: 值”，值里有冒号的加引号"
        ) from error
    return (said if isinstance(said, dict) else {}), "\n".join(lines[end + 1 :]), end + 1


def read_front_matter(piece: Piece, text: str, encoding: str = "") -> Text:
    """Return the statute in a Markdown file with or without front matter; raises BadInput where there is none."""
    front, body, skipped = front_matter(text, piece.name)
    remarks: tuple[Remark, ...] = tuple(said_encoding(piece.name, encoding))
    form = Form.FRONT_MATTER if front.get("title") else Form.DOCUMENT
    return statute(Sheet(body, [(1, piece.name)], piece.parts, piece.stem, form, source_of(piece), front, remarks, skipped))
