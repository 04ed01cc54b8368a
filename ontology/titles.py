"""Which instrument a written title means: the register of titles, and the short names that everybody uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from ontology.reference import ArticleRef, short_title
from ontology.vocabulary import iri

CUSTOMARY: Final = {
    "消法": "消费者权益保护法", "消保法": "消费者权益保护法", "新消法": "消费者权益保护法", "消费者保护法": "消费者权益保护法",
    "治安处罚法": "治安管理处罚法", "治安管理法": "治安管理处罚法", "道交法": "道路交通安全法", "交通安全法": "道路交通安全法",
    "噪声法": "噪声污染防治法", "噪音法": "噪声污染防治法", "噪音污染防治法": "噪声污染防治法", "噪声防治法": "噪声污染防治法",
    "大气法": "大气污染防治法", "大气污染法": "大气污染防治法", "水污染法": "水污染防治法", "固废法": "固体废物污染环境防治法",
    "环保法": "环境保护法", "环评法": "环境影响评价法", "食安法": "食品安全法", "特设法": "特种设备安全法", "电商法": "电子商务法",
    "社保法": "社会保险法", "个税法": "个人所得税法", "税收征管法": "税收征收管理法", "招投标法": "招标投标法", "政采法": "政府采购法",
    "房地产管理法": "城市房地产管理法", "土管法": "土地管理法", "未保法": "未成年人保护法", "野保法": "野生动物保护法", "传染病法": "传染病防治法",
    "信息公开条例": "政府信息公开条例", "个保法": "个人信息保护法", "刑诉法": "刑事诉讼法", "民诉法": "民事诉讼法", "行诉法": "行政诉讼法",
    "网约车管理办法": "网络预约出租汽车经营服务管理暂行办法", "复议法": "行政复议法", "老年人保护法": "老年人权益保障法",
}  # fmt: skip
"""Short names in common use, and what they stand for. A name counts only where the register has no title of that very name."""

_FOLDED: Final = re.compile(r"[（(](?:19|20)\d\d年?[^（）()]{0,8}[）)]|[《》〈〉<>＜＞“”\"'（）()\s]|试行|暂行|中华人民共和国")
"""What a lenient comparison leaves out: the year of a version in brackets, marks, trial marks, the country."""

_BRIEF: Final = frozenset({"刑法", "宪法", "消法"})
"""Names of two characters that are looked for without marks; others (水法) are parts of too many words."""
_LONG: Final = 12
"""Characters beyond which a name without marks may have swallowed the sentence before it."""
_GOES_ON: Final = re.compile("[人律规院学官庭治务定]")
"""What follows where 法 is no end: 公司法人, 环境保护法律."""


class TitleRegister:
    """Knows the titles of instruments and their short names, and which versions each has.

    `versions` maps short title → version dates (ISO); `short_names` maps a short name (消法) → short title, beside the
    customary ones. A name that could mean two titles resolves to none.
    """

    def __init__(self, versions: Mapping[str, Iterable[str]], short_names: Mapping[str, str] | None = None) -> None:
        self._versions = {short_title(title): sorted(days) for title, days in versions.items()}
        self._short = {name: title for name, title in CUSTOMARY.items() if title in self._versions}
        self._short |= {short_title(name): short_title(title) for name, title in (short_names or {}).items()}
        self._folded: dict[str, set[str]] = {}
        for title in self._versions:
            self._folded.setdefault(fold(title), set()).add(title)

    def title(self, name: str) -> str | None:
        """Return the registered short title a written name stands for, None when unknown or ambiguous."""
        value = short_title(name)
        if value in self._versions:
            return value
        if value in self._short:
            return self._short[value]
        candidates = self._folded.get(fold(value), set())
        return next(iter(candidates)) if len(candidates) == 1 else None

    def named(self, text: str, more: Iterable[str] = ()) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and title of the names of instruments in a text, with marks or without, the longest where they overlap.

        `more`: titles to look for beside the register's. 省物业管理条例 is not 物业管理条例.
        """
        found = [(end + 1 - len(title), end + 1, title) for end, title in self._names.iter(text)] if len(self._names) else []
        found += [(m.start(), m.end(), title) for title in more if len(title) > 2 for m in re.finditer(re.escape(title), text)]
        last = 0
        for start, end, title in sorted(found, key=lambda f: (f[0], -f[1])):
            if start < last or _GOES_ON.match(text, end):
                continue
            last = end
            where = text[start - 1 : start] if start else ""
            yield (start - 1, end, where + title) if where and where in "省市区县州" else (start, end, title)

    @cached_property
    def _names(self) -> Any:
        """Return the automaton that knows the titles and short names that running text is searched for."""
        import ahocorasick

        names = ahocorasick.Automaton()
        for name in (*self._versions, *self._short):
            if len(name) > 2 or name in _BRIEF:
                names.add_word(name, name)
        if len(names):
            names.make_automaton()
        return names

    def ending(self, text: str) -> str:
        """Return the longest registered title or short name that a text of more than twelve characters ends in, empty for none."""
        if len(text) <= _LONG:
            return ""
        return next((text[i:] for i in range(1, len(text) - 2) if text[i:] in self._versions or text[i:] in self._short), "")

    def versions(self, title: str) -> list[str]:
        """Return the version dates of a registered title, oldest first."""
        return self._versions.get(title, [])

    def article_iri(self, ref: ArticleRef, version: str | None = None) -> str | None:
        """Return the IRI of the cited article in a version (newest when None); None when not registered."""
        title = self.title(ref.title)
        if title is None or ref.article is None:
            return None
        known = self._versions[title]
        chosen = version or (known[-1] if known else None)
        return iri("statute", title, chosen, ref.number) if chosen in known and chosen else None


def fold(title: str) -> str:
    """Return a title without brackets, quotation marks and trial marks, for lenient comparison."""
    return _FOLDED.sub("", title)
