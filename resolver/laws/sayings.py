"""How laymen ask for an article: words and questions that are not the statute's, written for this search.

sayings/*.tsv: a line `# short title<TAB>version` opens a statute, then a line `number<TAB>sayings` for each article. The words are our
own; nothing in them is copied from statutes, letters or collections of questions. They belong to one version: where another is held,
they go to the article that says the same there (graph.laws.history), or, where that version is not held, to the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from graph.laws.history import counterpart
from graph.laws.store import LawStore
from ontology.errors import BadInput

FOLDER: Final = Path(__file__).resolve().parent / "sayings"

Said = dict[tuple[str, str], dict[str, str]]
"""(title, version) → number of article → sayings."""


@cache
def shipped() -> Said:
    """Return all sayings; raises BadInput with file and line where one cannot be read."""
    found: Said = {}
    for path in sorted(FOLDER.glob("*.tsv")):
        numbers: dict[str, str] | None = None
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            left, tab, right = line.partition("\t")
            if not left.startswith("#"):
                if numbers is None or not tab or not right.strip() or left in numbers:
                    raise BadInput("问法读不出来", where=f"{path.name} 第 {n} 行", why=f"这一行是“{line[:30]}”", mend="写成：条号、制表符、问法；一条只写一行")
                numbers[left] = right.strip()
            else:
                numbers = found.setdefault((left[1:].strip(), right.strip()), {})
    return found


def held(laws: LawStore) -> dict[tuple[str, str, str], str]:
    """Return the sayings of the articles held: (title, version, number) → sayings, for every version of each statute."""
    found: dict[tuple[str, str, str], str] = {}
    for (title, version), numbers in shipped().items():
        versions = [v.version for v in laws.versions(title)]
        for other in versions:
            for number, said in numbers.items():
                there = counterpart(laws, title, version, number, other) if version in versions and other != version else number
                if there is not None:
                    found[title, other, there] = said
    return found


def lines() -> Iterator[tuple[str, str, str, str]]:
    """Yield title, version, number and sayings of every article that has any."""
    for (title, version), numbers in shipped().items():
        yield from ((title, version, number, said) for number, said in numbers.items())
