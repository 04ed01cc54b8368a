"""What a worker makes ready before it takes requests, so that the first reader of a page waits no longer than the second.

Compiling the pages' templates is most of it (1.6 s of CPU); what is compiled is kept in the home for the workers that start next.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemBytecodeCache

from api.edge import edge
from api.legal import finding, statute_list
from api.legal.searching import EXAMPLES, texts
from ontology.errors import BadVersion

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

COMPILED: Final = "pages"
"""The folder of the home that holds compiled templates; it may be deleted at any time."""


def warm(app: Flask, home: Path) -> None:
    """Compile the templates, put the statutes of graph and law store together, open the search over full texts and ask it once."""
    folder = home / COMPILED
    folder.mkdir(exist_ok=True)
    pages = app.jinja_env
    pages.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in pages.list_templates():
        pages.get_template(name)
    with app.test_request_context("/statutes"):
        try:
            statute_list.ready()
            finding.search(edge().resolver(), edge().laws(), finding.Question(EXAMPLES[0], edge().today()), texts())
        except BadVersion as error:  # a store that cannot be read: the pages that need it say so, the others work
            log.warning("the legal desk is not ready: %s", error)
