"""The 认定书 as docx: the office's own template, or the shipped one, filled with the words of the paper."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from curation.documents.paper import RulingPaper
from curation.documents.ruling_fields import FIELDS, fields
from ontology.errors import BadInput

SHIPPED: Final = Path(__file__).resolve().parent / "templates" / "认定书.docx"
_MEND: Final = "请打开模板改正，可用的名称见 docs/文书模板.md；删去这个文件即恢复自带模板"


def template_of(home: Path) -> Path:
    """Return the template in use: HOME/templates/认定书.docx where the office has one, else the shipped one."""
    own = home / "templates" / "认定书.docx"
    return own if own.is_file() else SHIPPED


def ruling_docx(paper: RulingPaper, home: Path) -> bytes:
    """Return the 认定书 as a docx file; raises BadInput, naming the placeholder, where the office's template cannot be filled."""
    from zipfile import BadZipFile

    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    path = template_of(home)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        template = DocxTemplate(path)
        unknown = sorted(template.get_undeclared_template_variables(environment) - set(FIELDS))
        if unknown:
            listed = "、".join(f"“{name}”" for name in unknown)
            raise BadInput(f"认定书模板里有不认识的名称{listed}", where=str(path), why="文书没有这一项内容", mend=_MEND)
        template.render(_marked(fields(paper)), environment, autoescape=True)
        out = BytesIO()
        template.save(out)
    except TemplateError as error:
        raise BadInput("认定书模板填不成", where=str(path), why=_why(error), mend=_MEND) from error
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise BadInput("认定书模板打不开", where=str(path), why=f"不是完好的 docx 文件（{type(error).__name__}）", mend=_MEND) from error
    return out.getvalue()


def _why(error: Any) -> str:
    """Return in Chinese what a template engine found wrong."""
    text = str(error.message or error)
    if missing := re.search(r"has no attribute '([^']+)'", text) or re.search(r"'([^']+)' is undefined", text):
        return f"不认识“{missing[1]}”这一项"
    if tag := re.search(r"unknown tag '([^']+)'", text):
        return f"不认识的标记“{tag[1]}”，或缺少成对的 endif、endfor"
    if "Unexpected end of template" in text or "end of" in text:
        return f"有标记没有收尾，缺少 endif、endfor 或 }}}}（{text}）"
    return f"标记写法有误（{text}）"


def _marked(value: Any) -> Any:
    """Return the words with template marks in them kept apart, so that docxtpl's own unescaping of {_{ leaves them as typed."""
    if isinstance(value, str):
        return value.replace("{_", "{\u200b_").replace("_}", "_\u200b}").replace("%_", "%\u200b_") if "_" in value else value
    if isinstance(value, list):
        return [_marked(each) for each in value]
    return {key: _marked(each) for key, each in value.items()}
