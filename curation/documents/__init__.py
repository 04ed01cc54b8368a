"""Papers out: the 认定书, the handbook (联动办理指导手册) and the boundary list (职责边界清单) as files that an office can edit and print.

`ruling_paper` reads a published ruling, `RulingPaper` may be filled from a proposal; `standings` tells how matters stand in a place
on a day. The rest turns these into bytes of docx, PDF and xlsx. Importing this needs no document library; making a file does.
"""

from __future__ import annotations

from pathlib import Path

from curation.documents.entries import Standings, standings, themes_of
from curation.documents.paper import PaperBasis, PaperUnit, RulingPaper, ruling_paper

__all__ = [
    "PaperBasis", "PaperUnit", "RulingPaper", "Standings", "boundary_docx", "boundary_xlsx", "handbook_docx", "handbook_pdf", "ruling_docx", "ruling_paper",
    "ruling_pdf", "standings", "themes_of",
]  # fmt: skip


def ruling_docx(paper: RulingPaper, home: Path) -> bytes:
    """Return the 认定书 as docx, by HOME/templates/认定书.docx or the shipped template; raises BadInput for a broken template."""
    from curation.documents import ruling_template as made

    return made.ruling_docx(paper, home)


def ruling_pdf(paper: RulingPaper, home: Path, *, plainly: bool = False) -> bytes:
    """Return the 认定书 as PDF, through LibreOffice where the machine has it unless `plainly`; raises BadInput for a broken template."""
    from curation.documents import ruling_pages as made

    return made.ruling_pdf(paper, home, plainly=plainly)


def handbook_docx(held: Standings) -> bytes:
    """Return the handbook as docx."""
    from curation.documents import handbook_document as made

    return made.handbook_docx(held)


def handbook_pdf(held: Standings) -> bytes:
    """Return the handbook as PDF."""
    from curation.documents import handbook_pages as made

    return made.handbook_pdf(held)


def boundary_docx(held: Standings) -> bytes:
    """Return the boundary list as docx."""
    from curation.documents import boundary

    return boundary.boundary_docx(held)


def boundary_xlsx(held: Standings) -> bytes:
    """Return the boundary list as xlsx."""
    from curation.documents import boundary

    return boundary.boundary_xlsx(held)
