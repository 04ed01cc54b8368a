"""How a statute's text names a department: in full, in a list that says 部门 once for all, and in which government.

An article that names a department of the State Council only (国务院商务主管部门) gives a county's office nothing: that office must be
named too, in this article or in another of the same law (sw:namedBy), unless its local offices are the ministry's own (sw:vertical:
银行、海关、邮政), or the article leaves the ministry's tasks to the "competent departments" of the local governments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.load import Knowledge
from ontology.model import Function
from ontology.vocabulary import SKOS, SW

_DEPARTMENT: Final = re.compile("(.{2,}?)(?:行政)?(?:主管|管理)?部门")
_LISTED: Final = "(?:行政)?(?:主管|管理)?(?:[、和][^，。；：、]{1,14})*?等?(?:有关|相关)?(?:行政)?(?:主管|管理)?部门"
"""What follows the first words of a department's name in such a list, up to the word that closes it."""


_APART: Final = re.compile("^$|[、和或]|政府$")
"""What may stand before a department's name without making another of it (政府价格主管部门, 农业、林业主管部门)."""


_OFFICE: Final = "(?:[、和或与及][^，。；：、]{1,14})*?[^，。；：、\\s]{0,14}?(?:部门|机关|机构|局|委|委员会|中心|大队|总队|支队|办公室|指挥部|派出所|公司|企业|单位|部审批)"


_CENTRAL: Final = re.compile(
    "国务院(?!(?:有关|的|另有)?规定|批准|决定|办公厅|授权|确定|依法)(?=[^，。；：\n]{0,60}?(?:部门|机构|机关|局|委员会))"
    ".*?(?=县级|地方|省、|省级|设区|各级|省一级|派出机构|[。；，：\n]|$)"
)  # fmt: skip
"""The words in which the State Council's own departments are named, up to the next government or the end of the clause."""


_COUNTERPART: Final = re.compile(
    "(?:地方|县级)[^。；，\n]{0,20}?(?:有关|相应的?|相关)(?:主管|行政)?(?:部门|机构)"
    "|(?:地方|县级|省、)[^。；，\n]{0,24}?(?:指定|确定|规定|授权)[^，。；]{0,24}?(?:部门|机构)|地方[^。；，\n]{0,10}负责[^，。；]{0,24}?的部门|；其有关部门"
)  # fmt: skip
"""Where the local government's departments are left to their usual tasks without a name."""


@dataclass(frozen=True, slots=True)
class Names:
    """How statutes call a function: whole names, and stems (公安, 市政), which name it only where a word for an office follows.

    `vertical`: its local offices are the State Council department's own."""

    names: tuple[str, ...]
    stems: tuple[str, ...]
    vertical: bool = False

    def stands_in(self, text: str, others: Iterable[str] = ()) -> bool:
        """Return whether a text names the function, and here, not the ministry alone; `others`: as for `names_it`."""
        text = text if self.vertical else said_here(text)
        return any(names_it(text, name, others) for name in self.names) or any(re.search(re.escape(stem) + _OFFICE, text) for stem in self.stems)


def names_in_law(function: Function, knowledge: Knowledge) -> Names:
    """Return how statutes call a function, by its label, statutory and former names and stems."""
    said = knowledge.subjects[function.id]
    names = {function.label, *(str(value) for name in (SW.statutoryName, SW.formerName) for value in said.get(str(name), ()))}
    stems = {str(value) for value in said.get(str(SKOS.hiddenLabel), ())} - names
    whole, short = (tuple(sorted(n for n in each if len(n) >= 2)) for each in (names, stems))
    return Names(whole, short, str(SW.vertical) in said)


def names_it(text: str, name: str, others: Iterable[str] = ()) -> bool:
    """Return whether a text names a department: in full, or in a list that says 部门 once for all (由宣传、文化和旅游主管部门召集).

    `others`: names of other departments; one that ends in this name does not name this department (排水行政主管部门 is no 水行政主管部门).
    """
    longer = [o for o in others if o.endswith(name) and not _APART.search(o.removesuffix(name))]
    told = text if not longer else re.sub("|".join(map(re.escape, sorted(longer, key=len, reverse=True))), "。", text)
    if name in told:
        return True
    found = _DEPARTMENT.fullmatch(name)
    return found is not None and re.search(re.escape(found[1]) + _LISTED, told) is not None


def said_here(text: str) -> str:
    """Return a text without what it says of the State Council's departments; whole where local counterparts follow unnamed."""
    return text if _COUNTERPART.search(text) else _CENTRAL.sub("｜", text)
