"""Finds citations in running text: 《…》第X条(之一)第Y款第(Z)项, in every form people write.

Numbers: 第二十八条, 第28条, 二百七十四条 (right after a title), 第12条之一; 第一款, 规定第一款; 第（三）项, 第(3)项, 第三项;
lists (第六条、第八条; 第六、八条; 第（一）、（二）项) and ranges (第五条至第七条). Titles in 《》 or in wrong marks (<<>>, 〈〉, 「」, “”),
or in none before an article (消法第八条); the short names a text gives itself (以下简称《规定》). 该法第七条, 本办法第九条 and a bare
第九条 further on mean the title cited last. The number of a document (沪府规〔2020〕12号) or of a standard (GB 3096-2008) goes with
its title or stands for one; 12号文 further on means the document with that serial.

Which instrument a title means (消法) is the register's business, `ontology.titles`: references carry titles as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ontology import citation_forms as forms
from ontology import citation_parts, document_number
from ontology.citation_parts import Part
from ontology.errors import BadCitation
from ontology.numerals import NUMERAL, THROUGH, WIDE, to_chinese, to_number
from ontology.reference import ArticleRef, from_iri, short_title, write
from ontology.titles import CUSTOMARY, TitleRegister

__all__ = ["ArticleRef", "TitleRegister", "find", "from_iri", "parse", "short_title", "to_chinese", "to_number", "write"]

_FAR: Final = 400
"""Characters after a citation within which a bare 第九条 still means its instrument."""
_NEAR: Final = 12
"""Characters that may stand between a title and its article (《劳动法》明确规定：第三章第十六条)."""

_APART: Final = 6
"""Characters beyond which two citations in a sentence are no list: the second is told of by the first."""
_SHORT: Final = 3
"""Characters up to which a name without marks and without article is too vague (该条例)."""
_LONGEST: Final = 300
"""Articles in a range that are each cited; a longer one is a slip of the pen."""


def find(text: str, register: TitleRegister | None = None, *, own: str = "") -> Iterator[ArticleRef]:
    """Yield every citation in running text, in order; lists and ranges yield one each.

    `own`: the short title of the statute whose text it is; there 本法第九条 and a bare 第九条 mean its own.
    A title in 《》 without an article yields one reference with `article` None; so does the number of a document standing
    alone, as its title, and with a register a title it knows that stands there without marks (无视劳动法).
    """
    if register is None:
        yield from _Reader(text, register, own).read()
        return
    found = list(_Reader(text, register, own).read())
    for start, end, title in (*_plainly(text), *register.named(text, {r.title for r in found if r.title != r.document})):
        if not any(r.span[0] < end and start < r.span[1] for r in found):
            found.append(ArticleRef(title, span=(start, end)))
    yield from sorted(found, key=lambda r: r.span)


def _plainly(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and title of what ends so that it is a title even without marks (养犬管理条例)."""
    for match in forms.PLAINLY.finditer(text):
        bare = _bare(text[max(0, match.end() - 40) : match.end()])
        if len(bare.title) > _SHORT:
            yield match.end() - bare.before, match.end(), bare.title


_COUNTRY_CUT: Final = re.compile("^(?:根据|依据|按照|中华人民共和(?!国$))")
"""What stands before a title by mistake: the mark set too early, the country cut short."""
_ALONE: Final = re.compile(rf"(?P<title>[^《》\s]{{2,60}}?)\s*第?\s*(?P<rest>{NUMERAL}\s*条.*)")


def parse(text: str) -> ArticleRef:
    """Return the one citation a whole text is, 《》 optional.

    Raises BadCitation when the text is no citation or holds several.
    """
    value = text.strip()
    found = list(find(value))
    if not found and (alone := _ALONE.fullmatch(value)):
        marked = f"《{alone['title']}》第{alone['rest']}"
        found = [replace(ref, span=(0, len(value))) for ref in find(marked) if ref.span == (0, len(marked))]
    if len(found) == 1 and not value[found[0].span[1] :].strip("。；;）) "):
        return found[0]
    why = "其中有多处引用" if len(found) > 1 else "没有读出法规名称和条号"
    raise BadCitation(f"“{value[:60]}”不是一条法条引用", why=why, mend="请写成 《渔业法》第六条 或 渔业法第6条")


@dataclass(frozen=True, slots=True)
class _Named:
    """A title named without marks, and how many characters before its article the name starts; no title: none is named there."""

    title: str = ""
    before: int = 0


class _Reader:
    """One pass over one text: what was cited so far, and by what names."""

    def __init__(self, text: str, register: TitleRegister | None, own: str) -> None:
        self._text = text.replace("笫", "第")
        self._register = register
        self._own = own
        self._names: dict[str, str] = {}
        self._serials: dict[str, str] = {}
        """What has been cited by the last part of its number: 12 of 沪府规〔2020〕12号."""
        self._titles: list[tuple[str, bool]] = []
        """The titles cited, in order, and whether in passing: within a quotation, or in the sentence that tells what another's article says."""
        self._waiting: ArticleRef | None = None
        """The title or number read last, until an article of it follows or something else."""
        self._article: ArticleRef | None = None
        """The article read last."""
        self._last = 0
        """Where what was read last ends."""

    def read(self) -> Iterator[ArticleRef]:
        """Yield the citations of the text."""
        while token := forms.TOKEN.search(self._text, self._last):
            end = token.end()
            if token["numbers"] or token["clause"] or token["section"]:
                yield from self._articles(token)
            elif token["document"]:
                yield from self._document(token)
            elif token["called"]:
                yield from self._called(token)
            elif self._is_title(token, end):
                yield from self._title(token)
            self._last = max(self._last, end)
        yield from self._settled()
        if not self._titles and (whole := forms.WHOLE.fullmatch(self._text.strip())) and not forms.SAYS.search(whole["title"]):
            yield ArticleRef(short_title(whole["title"] + (whole["trial"] or "")), span=(0, len(self._text)))

    def _settled(self) -> Iterator[ArticleRef]:
        """Yield the title that waited for an article that does not come."""
        if self._waiting is not None:
            yield self._waiting
        self._waiting = None

    def _gap(self, start: int) -> str:
        return self._text[self._last : start]

    # --- titles ------------------------------------------------------------------------------

    def _is_title(self, token: re.Match[str], end: int) -> bool:
        """Return whether what stands in “” is a title rather than a quotation, in <> rather than an aside."""
        quoted = token["quoted"]
        if quoted is None:
            return not forms.SPEECH.search(token["wrong"] or token["boxed_title"] or "")
        if quoted in self._names or forms.TITLE_THEN_ARTICLE.match(self._text, end):
            return True
        return len(quoted) >= 7 and not forms.NO_TITLE.search(quoted) and ("《" not in quoted or "关于" in quoted)

    def _title(self, token: re.Match[str]) -> Iterator[ArticleRef]:
        written = next(token[group] for group in ("title", "unclosed", "wrong", "boxed_title", "quoted", "led", "local") if token[group] is not None)
        title = self._full(short_title(written[1:-1] if written[:1] == "“" and written.find("”") == len(written) - 1 else written))
        if not title:
            return
        start, document = token.start("local") if token["local"] else token.start(), document_number.whole(title)
        if self._waiting and self._waiting.title == self._waiting.document and forms.TO_TITLE.fullmatch(self._gap(start)):
            start, document = self._waiting.span[0], self._waiting.document
            self._waiting = None
            self._titles.pop()
        yield from self._settled()
        end = token.end()
        of_place = forms.OF_PLACE.search(self._gap(start)[-14:])
        if of_place and (by_place := forms.BY_PLACE.match(self._text, end)):
            place = forms.BEFORE_BARE.sub("", of_place["place"])
            title, end = f"{place}实施《{title}》{by_place['name']}", by_place.end()
            start -= len(of_place[0]) - len(of_place["place"]) + len(place)
        elif (head := forms.ON_LAW.search(self._gap(start)[-30:])) and (opinions := forms.OPINIONS.match(self._text, end)):
            before = forms.BEFORE_BARE.sub("", head["office"]) + head["about"]
            title, end, start = f"{before}《{title}》{short_title(opinions['name'])}", opinions.end(), start - len(before)
        elif explained := forms.EXPLAINED.match(self._text, end):
            title, end = title + explained["name"], explained.end()
        elif token["title"] and (partly := forms.PARTLY.match(self._text, end)) and not forms.INSTRUMENT.search(title):
            title, end = f"《{title}》{partly['name']}", partly.end()
        while (aside := forms.ASIDE.match(self._text, end)) and not forms.TOKEN_IN_ASIDE.search(aside["inside"]):
            document = document_number.within(self._text, *aside.span("inside")) or document
            if called := forms.CALLED.search(aside["inside"]):
                self._names[called["name"].strip()] = title
            end = aside.end()
        self._wait(ArticleRef(title, span=(start, token.end()), document=document), end)
        if implementing := forms.IMPLEMENTING.match(self._text, end):
            yield from self._settled()
            self._wait(ArticleRef(title + implementing["name"], span=implementing.span()), implementing.end())

    def _wait(self, ref: ArticleRef, end: int) -> None:
        """Keep a title until it is known whether articles follow."""
        before = self._gap(ref.span[0]) if self._article else ""
        self._waiting, self._article, self._last = ref, None, end
        self._know(ref.document, ref.title)
        self._cite(ref.title, ref.span[0], before)

    def _cite(self, title: str, start: int, before: str) -> None:
        """Remember a title; `before`: what stands between the article read last and it."""
        again = bool(self._titles) and self._titles[-1][0] == title
        told = len(before) > _APART and not forms.ENDED.search(before) and not again
        self._titles.append((title, self._quoted(start) or told or (again and self._titles[-1][1])))

    def _full(self, title: str) -> str:
        """Return the title a written one stands for within this text: 《规定》, introduced before; a bare number in its official form."""
        if title in self._names:
            return self._names[title]
        if forms.GENERIC.fullmatch(title):
            return self._cited(title) or title
        return document_number.whole(title) or _COUNTRY_CUT.sub("", title)

    def _cited(self, kind: str) -> str:
        """Return the title of a kind (办法) cited last, empty when there is none."""
        return next((t for t, _ in reversed(self._titles) if kind in t[-len(kind) - 12 :]), "")

    def _document(self, token: re.Match[str]) -> Iterator[ArticleRef]:
        number, start = document_number.issued(self._text, token, self._last)
        closed = token.end() + (self._text[token.end() : token.end() + 1] in {"）", ")"})
        if self._waiting and forms.TO_NUMBER.fullmatch(self._gap(start)):
            self._waiting = replace(self._waiting, document=number, span=(self._waiting.span[0], token.end()))
            self._know(number, self._waiting.title)
            self._last = closed
            return
        yield from self._settled()
        if (bare := _before_bracket(self._gap(start)[-80:])).title:
            self._wait(ArticleRef(bare.title, span=(start - bare.before, token.end()), document=number), closed)
        else:
            known = self._serials.get(document_number.serial(number)) if number == token[0] else None
            self._wait(ArticleRef(known or number, span=(start, token.end()), document=number), token.end())

    def _know(self, number: str, title: str) -> None:
        """Remember which title a document number goes with, by the last part of it; a title counts more than the number standing alone."""
        serial = document_number.serial(number)
        if serial and (title != number or serial not in self._serials):
            self._serials[serial] = title

    def _called(self, token: re.Match[str]) -> Iterator[ArticleRef]:
        """Yield what waited, and keep the document called by its serial (12号文): the one cited with that number before, else by what it is called."""
        name, start = document_number.called(self._text, token, self._last)
        if self._waiting and forms.TO_NUMBER.fullmatch(self._gap(start)):
            self._last = token.end()
            return
        yield from self._settled()
        known = self._names.get(token["called"]) or self._serials.get(token["plain"].translate(WIDE), "")
        self._wait(ArticleRef(known or name, span=(start, token.end()), document="" if known else name), token.end())

    # --- articles ----------------------------------------------------------------------------

    def _articles(self, token: re.Match[str]) -> Iterator[ArticleRef]:
        found = self._whose(token)
        if found is None:
            return
        title, start = found
        if self._waiting and (self._waiting.title != title or start != self._waiting.span[0]):
            yield from self._settled()
        document = self._waiting.document if self._waiting else ""
        self._waiting = None
        self._cite(title, start, self._gap(start) if self._article else "")
        if clause := token["clause"] or token["section"]:
            yield ArticleRef(title, span=(start, token.end()), document=document, clause=clause)
            self._article = None
            return
        numbers = self._numbers(token)
        first, *more = citation_parts.read(self._text, token.end()) or [Part(None, None, *token.span())]
        whole = (start, first.end)
        for number in numbers[:-1]:
            yield ArticleRef(title, number, span=whole, document=document)
        last = ArticleRef(title, numbers[-1], _number(token["sub"]), first.paragraph, first.item, whole, document)
        yield last
        for part in more:
            yield replace(last, paragraph=part.paragraph, item=part.item, span=(part.start, part.end))
        self._article, self._last = last, more[-1].end if more else first.end

    def _numbers(self, token: re.Match[str]) -> list[int]:
        """Return the articles a token names, ranges filled, those up to it from the article read before too (第五条至第七条)."""
        numbers: list[int] = []
        before = self._article.article if self._article and forms.RANGE.fullmatch(self._gap(token.start())) else None
        for piece in re.finditer(NUMERAL, token["numbers"]):
            number = to_number(piece[0])
            joined = token["numbers"][: piece.start()]
            since = numbers[-1] if numbers and re.search(rf"{THROUGH.pattern}\s*第?\s*$", joined) else before if not numbers else None
            numbers += range(since + 1, number) if since and number - since < _LONGEST else ()
            numbers.append(number)
        return numbers

    def _whose(self, token: re.Match[str]) -> tuple[str, int] | None:
        """Return the title that an article belongs to and where the citation starts; None when it is no article of anything cited."""
        gap = self._gap(token.start())
        if token["section"] and not (self._waiting and forms.BESIDE.fullmatch(gap) and forms.STANDARD.search(self._waiting.document or self._waiting.title)):
            return None
        if self._waiting and (forms.BESIDE.fullmatch(gap) or ((token["ordinal"] or token["clause"]) and (forms.SEPARATE.fullmatch(gap) or forms.HEADED.fullmatch(gap)))):
            return self._waiting.title, self._waiting.span[0]
        if self._article and forms.SEPARATE.fullmatch(gap):
            return self._article.title, token.start()
        waiting = self._waiting if len(gap) <= _NEAR and not forms.ENDED.search(gap) else None
        named = self._named(gap[-80:], ordinal=bool(token["ordinal"] or token["clause"]))
        if named and named.title and not (waiting and waiting.title == named.title):
            return named.title, token.start() - named.before
        if named is None or not (token["ordinal"] or token["clause"]):
            return None
        if self._own:
            return self._own, token.start()
        if not self._titles:
            return next(((title, token.start()) for _, end, title in reversed(self._known) if end <= token.start()), None)
        if len(gap) > _FAR:
            return None
        if waiting:
            return waiting.title, waiting.span[0]
        passing = not forms.ENDED.search(gap) or self._quoted(token.start())
        return next((t for t, in_passing in reversed(self._titles) if passing or not in_passing), self._titles[-1][0]), token.start()

    @cached_property
    def _known(self) -> list[tuple[int, int, str]]:
        """Return the titles of the register that stand in the text, with or without marks."""
        return list(self._register.named(self._text)) if self._register else []

    def _quoted(self, position: int) -> bool:
        """Return whether a position lies within “”: what a quotation cites is not meant after it."""
        return self._text.rfind("“", 0, position) > self._text.rfind("”", 0, position)

    def _named(self, before: str, *, ordinal: bool) -> _Named | None:
        """Return what is named without marks right before an article; None where that is a paper and no instrument (合同第七条)."""
        between = forms.BETWEEN.search(before)
        name = before[: between.start()] if between else before
        for called, title in self._names.items():
            if name.endswith(called):
                return _Named(title, len(before) - len(name) + len(called))
        if meant := forms.MEANT.search(name):
            if self._own and meant[0].startswith("本"):
                return _Named(self._own, len(before) - meant.start())
            return _Named(self._cited(meant["kind"]) or self._titles[-1][0], len(before) - meant.start()) if self._titles else None
        if private := forms.PRIVATE.search(name):
            title = self._cited(private["kind"])
            return _Named(title, len(before) - private.start()) if title else None
        bare = _bare(name)
        if self._register is not None and (known := self._register.ending(bare.title)):
            bare = _Named(known, len(known))
        if not bare.title or not (ordinal or self._vouched(bare.title)):
            return _Named()
        return replace(bare, before=bare.before + len(before) - len(name))

    def _vouched(self, title: str) -> bool:
        """Return whether a name without marks is a title beyond doubt, even where the article after it has no 第 (民法典28条)."""
        known = self._register is not None and self._register.title(title) is not None
        return known or title in CUSTOMARY or title.endswith(("法典", "刑法", "管理条例"))


def _bare(name: str) -> _Named:
    """Return the title without marks at the end of a text, and its length."""
    bare = forms.BARE.search(name)
    if bare is None:
        return _Named()
    cut = forms.BEFORE_BARE.match(bare[0]) if "关于" not in bare[0] else None
    title = bare[0][cut.end() :] if cut else bare[0]
    return _Named() if forms.NOBODYS.fullmatch(title) or len(title) < 2 else _Named(_COUNTRY_CUT.sub("", short_title(title)), len(title))


def _before_bracket(before: str) -> _Named:
    """Return the title without marks that stands before the opening bracket a text ends with; none when it ends otherwise."""
    if before[-1:] not in {"（", "("}:
        return _Named()
    name = before[:-1].rstrip("》")
    bare = _bare(name)
    if not bare.title and (about := forms.ABOUT.search(name)):
        bare = _Named(short_title(about[0]), len(about[0]))
    return replace(bare, before=bare.before + len(before) - len(name)) if bare.title else bare


def _number(text: str | None) -> int | None:
    return to_number(text) if text else None
