"""Reads and writes citations of articles: 《…》第X条(之一)第Y款第(Z)项, in every form people write.

Accepted number forms: 第二十八条, 第28条, 28条 (after a title), 第12条之一, 第十二条之二; 第一款, 第1款;
第（三）项, 第(3)项, 第三项; lists such as 第六条、第八条 and 第五条至第七条. Titles with or without
《》, with or without 中华人民共和国, by short name (《消法》) where the register knows it.
An article IRI is `statute/TITLE/VERSION/NUMBER`, NUMBER `28` or `12-1` for 第十二条之一.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ontology.errors import BadCitation
from ontology.vocabulary import BASE, iri

COUNTRY: Final = "中华人民共和国"
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUM: Final = r"[0-9０-９零〇一二两三四五六七八九十百千]+"
_TITLE: Final = r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》(?:[（(](?:以下)?简称[^（）()]*[）)])?"
_PLACE: Final = (
    rf"第?\s*(?P<article>{_NUM})\s*条(?:\s*之\s*(?P<sub>{_NUM}))?"
    rf"(?:\s*第?\s*(?P<paragraph>{_NUM})\s*款)?"
    rf"(?:\s*第?\s*[（(]?\s*(?P<item>{_NUM})\s*[）)]?\s*项)?"
)
_CITED: Final = re.compile(rf"{_TITLE}\s*(?:的)?\s*(?:{_PLACE})?")
_NEXT: Final = re.compile(rf"\s*(?P<join>[、，,及和与]|以及|至|到|—|-)\s*(?={_PLACE.replace('?P<', '?P<x')}){_PLACE}")


def to_number(text: str) -> int:
    """Return the integer written in Arabic, full-width or Chinese numerals (`一千二百四十二` → 1242).

    Raises BadCitation when the text is no numeral.
    """
    value = text.translate(str.maketrans("０１２３４５６７８９", "0123456789")).strip()
    if value.isdigit():
        return int(value)
    if value and all(c in _DIGITS for c in value):
        return int("".join(str(_DIGITS[c]) for c in value))
    total, current = 0, 0
    for char in value:
        if char.isdigit():
            current = current * 10 + int(char)
        elif char in _DIGITS:
            current = _DIGITS[char]
        elif char in _UNITS:
            total += (current or 1) * _UNITS[char]
            current = 0
        else:
            raise BadCitation(f"“{text}”不是数字", mend="请写阿拉伯数字或中文数字，如 28 或 二十八")
    if not value:
        raise BadCitation("缺少条文编号", mend="请写成 第二十八条")
    return total + current


def to_chinese(number: int) -> str:
    """Return a positive integer below 10,000 in Chinese numerals (`12` → 十二, `1242` → 一千二百四十二)."""
    digits, out, pending_zero = "零一二三四五六七八九", "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            if pending_zero and out:
                out += "零"
            out += digits[digit] + name
            pending_zero = False
        elif out:
            pending_zero = True
    return out[1:] if out.startswith("一十") else out


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """A citation: title without 《》 and country, article, sub-article, paragraph and item numbers."""

    title: str
    article: int | None = None
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def number(self) -> str:
        """Return the article number as it stands in IRIs: `28`, `12-1`, or empty for a whole statute."""
        if self.article is None:
            return ""
        return f"{self.article}-{self.sub}" if self.sub else str(self.article)

    def __str__(self) -> str:
        return write(self.title, self.number, self.paragraph, self.item)


def short_title(title: str) -> str:
    """Return a title without 《》, surrounding space and a leading 中华人民共和国."""
    value = re.sub(r"\s+", "", title).strip("《》〈〉")
    value = value.replace("(", "（").replace(")", "）")
    return value[len(COUNTRY) :] if value.startswith(COUNTRY) and len(value) > len(COUNTRY) else value


def write(title: str, number: str = "", paragraph: int | None = None, item: int | None = None) -> str:
    """Return the citation in its official form: 《渔业法》第十二条之一第二款第（三）项."""
    text = f"《{short_title(title)}》"
    if number:
        main, _, sub = number.partition("-")
        text += f"第{to_chinese(int(main))}条" + (f"之{to_chinese(int(sub))}" if sub else "")
    if paragraph:
        text += f"第{to_chinese(paragraph)}款"
    if item:
        text += f"第（{to_chinese(item)}）项"
    return text


def find(text: str) -> Iterator[ArticleRef]:
    """Yield every citation in running text, in order; lists and ranges yield one each.

    A title in 《》 without an article yields one reference with `article` None.
    """
    for match in _CITED.finditer(text):
        title = short_title(match["title"])
        if not title:
            continue
        last = _ref(title, match)
        yield last
        if last.article is None:
            continue
        position = match.end()
        while follow := _NEXT.match(text, position):
            ref = _ref(title, follow)
            if follow["join"] in "至到—-" and last.article and ref.article:
                for between in range(last.article + 1, ref.article):
                    yield ArticleRef(title, between, span=ref.span)
            yield ref
            last, position = ref, follow.end()


def _ref(title: str, match: re.Match[str]) -> ArticleRef:
    def number(name: str) -> int | None:
        return to_number(match[name]) if match[name] else None

    return ArticleRef(title, number("article"), number("sub"), number("paragraph"), number("item"), match.span())


_BARE: Final = re.compile(rf"(?P<title>[^《》\s]{{2,60}}?)\s*{_PLACE}$")


def parse(text: str) -> ArticleRef:
    """Return the one citation a whole text is, 《》 optional.

    Raises BadCitation when the text is no citation or holds several.
    """
    value = text.strip()
    found = list(find(value))
    if len(found) == 1 and not value[found[0].span[1] :].strip("。；; "):
        return found[0]
    if not found and (match := _BARE.match(value)):
        return _ref(short_title(match["title"]), match)
    why = "其中有多处引用" if len(found) > 1 else "没有读出法规名称和条号"
    raise BadCitation(f"“{value[:60]}”不是一条法条引用", why=why, mend="请写成 《渔业法》第六条 或 渔业法第6条")


class TitleRegister:
    """Knows the titles of instruments and their short names, and which versions each has.

    `versions` maps short title → version dates (ISO); `short_names` maps a customary short
    name (消法) → short title. A name that could mean two titles resolves to none.
    """

    def __init__(self, versions: Mapping[str, Iterable[str]], short_names: Mapping[str, str] | None = None) -> None:
        self._versions = {short_title(title): sorted(days) for title, days in versions.items()}
        self._short = {short_title(name): short_title(title) for name, title in (short_names or {}).items()}
        self._folded: dict[str, set[str]] = {}
        for title in self._versions:
            self._folded.setdefault(_fold(title), set()).add(title)

    def title(self, name: str) -> str | None:
        """Return the registered short title a written name stands for, None when unknown or ambiguous."""
        value = short_title(name)
        if value in self._versions:
            return value
        if value in self._short:
            return self._short[value]
        candidates = self._folded.get(_fold(value), set())
        return next(iter(candidates)) if len(candidates) == 1 else None

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


def from_iri(identifier: str) -> tuple[ArticleRef, str]:
    """Return the citation and version that an article IRI stands for; the inverse of `article_iri`.

    Raises BadCitation when it is no article IRI.
    """
    pieces = identifier.removeprefix(BASE).split("/")
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", pieces[-1])
    if len(pieces) != 4 or pieces[0] != "statute" or not match:
        raise BadCitation(f"“{identifier}”不是法条标识", mend="法条标识形如 statute/渔业法/2025-12-27/6")
    return ArticleRef(pieces[1], int(match[1]), int(match[2]) if match[2] else None), pieces[2]


def _fold(title: str) -> str:
    """Return a title without brackets, quotation marks and trial marks, for lenient comparison."""
    return re.sub(r"[《》〈〉“”\"'（）()\s]|试行|暂行", "", title)
