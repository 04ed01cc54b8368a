"""What the tests of papers share: a walk over the shipped knowledge, a paper to fill in, and readers of made files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from curation.documents import PaperBasis, PaperUnit, RulingPaper
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from ontology.validity import Period


@pytest.fixture(scope="session")
def walk(graph: KnowledgeGraph) -> Traversal:
    """Return a traversal of the shipped knowledge."""
    return Traversal(graph)


@pytest.fixture
def paper() -> RulingPaper:
    """Return a paper filled by hand, as from a proposal."""
    bases = (
        PaperBasis("《渔业法》第六条", "渔业部门主管本地渔业", Period(dt.date(2014, 3, 1), dt.date(2026, 5, 1))),
        PaperBasis("《某清单》第3项", "改水产品由农业局受理", verified=False, standing=False),
    )
    return RulingPaper(
        "投放剂争议的认定", "某省某县", "投入品损害", "虾死了两局都不接", "某县委编办", dt.date(2020, 9, 1), "abcdef0123456789", decided_on=dt.date(2020, 8, 31),
        start=dt.date(2020, 8, 31), disputed=("甲局", "乙局"), leads=(PaperUnit("甲局", "受理并主办", "lead"),), helpers=(PaperUnit("乙局", "协调消费纠纷"),),
        doctrine="主次协同", bases=bases, number="某编〔2020〕3号", reason="甲局有检测能力",
    )  # fmt: skip


@pytest.fixture
def words_of() -> Callable[[bytes], str]:
    """Return a reader of all words of a docx, tables and text alike."""

    def read(made: bytes) -> str:
        import docx

        body: Any = docx.Document(BytesIO(made)).element.body
        paragraphs = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
        return "\n".join("".join(t.text or "" for t in p.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")) for p in paragraphs)

    return read


@pytest.fixture
def pages_of() -> Callable[[bytes], list[str]]:
    """Return a reader of the words of each page of a PDF, without line breaks."""

    def read(made: bytes) -> list[str]:
        from pypdf import PdfReader

        return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages]

    return read
