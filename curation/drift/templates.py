"""The words of the document templates in use: what they cite must change with the law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from curation.documents.ruling_template import SHIPPED
from ontology.errors import BadInput


def template_words(home: Path) -> Iterator[tuple[str, str]]:
    """Yield path and text of the shipped templates and of the office's own (HOME/templates/*.docx); raises BadInput for a file that is no docx."""
    from zipfile import BadZipFile

    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    for path in (SHIPPED, *sorted((home / "templates").glob("*.docx"))):
        try:
            document = Document(str(path))
        except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
            raise BadInput("文书模板打不开", where=str(path), why=f"不是完好的 docx 文件（{type(error).__name__}）", mend="换一份模板；删去这个文件即恢复自带模板") from error
        parts = [document.element.body, *(p for s in document.sections for p in (s.header._element, s.footer._element))]
        yield path.name if path == SHIPPED else f"templates/{path.name}", "\n".join(_words(part) for part in parts)


def _words(element: object) -> str:
    from docx.oxml.ns import qn

    paragraphs = element.iter(qn("w:p"))  # type: ignore[attr-defined]
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs)
