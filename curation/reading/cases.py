"""Cuts a paper's passages into cases: several 认定书 in one file, several items of one meeting, several stories of one article."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from curation.reading import labels
from curation.reading.numbers import numbers_in
from curation.reading.passages import Passage

_PAPER: Final = re.compile(r"^.{0,40}(?:认定书|裁定书|认定单|界定书|认定意见书|认定决定书|决定书|告知书)(?:（.{0,20}）)?$")
_OPENING: Final = re.compile(
    r"(?:^|(?<=[。，；：”\s]))(?:近期|近日|日前|前期|昨日|去年|今年)?(?:有|部分|一名|一位|多名|不少|个别|辖区|据|接到?|收到)*"
    r"(?:(?:市民|群众|居民|村民|业主|网民|网友|家长|消费者|养殖户|商户|租户|来电人|投诉人)(?!的)(?P<named>[\u4e00-\u9fff](?:女士|先生|某某|某|大爷|阿姨|师傅))?|(?P<name>[\u4e00-\u9fff](?:女士|先生|某某|大爷|阿姨|师傅)))"
    r"(?P<act>[^。；]{0,40}?(?:反映|投诉|来电|来信|求助|举报|致电|咨询|打来电话|留言|是[^。]{1,20}(?:户|民|主|人)|开车|预付|报名|购买))(?!的)|“[^”]{2,10}法”(?:破解)?"
)
"""Where somebody's story begins; the name tells whether it is another's."""
_STYLES: Final = ("a", "b", "c", "d", "e")
_CLOSING: Final = re.compile(r"^(?:抄送|抄报|主送|印发|附件|联系|（?此件|共印|主题词)|(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:印发)?$")
_TOPIC: Final = re.compile(
    r"[\s“”]*(?:(?:会议|经(?:会议)?(?:研究|讨论|审议))[^，。；]{0,8}，)?(?:(?:关于|对于?|针对)(?P<about>[^。；，]{3,40}?)(?:的?(?:问题|事项|事宜|投诉|诉求|纠纷|争议)|的)|(?P<thing>[^。；，]{3,40}?)的?(?:问题|事项|事宜|投诉|诉求|纠纷))，"
)
_EXHORTS: Final = re.compile(r"\s*会议(?:强调|要求|号召)[^。；]{0,4}，?(?!由)")
_DAY: Final = re.compile(r"^\s*[12一二][\d〇零一二三四五六七八九]{3}年.{1,3}月(?:.{1,3}日)?\s*$")
Tells = Callable[[Passage], bool]


@dataclass(slots=True)
class Cut:
    """The cases of a paper, and the passages around them that all share."""

    cases: list[list[Passage]]
    shared: list[Passage]
    prose: bool = False


def cut(passages: Sequence[Passage], leads: Tells, disputes: Tells) -> Cut:
    """Return the cases; `leads` and `disputes` say whether a passage tells a lead or parties in dispute."""
    for cutter in (_by_papers, _by_labels, _by_numbers, _by_topics):
        found = cutter(passages, leads)
        if found and len(found.cases) > 1:
            return found
    labelled = any(p.field in ("lead", "decision", "matter") for p in passages)
    if not labelled and not _is_official(passages):
        return _by_stories(passages, leads, disputes)
    return Cut([list(passages)], [])


def _is_official(passages: Sequence[Passage]) -> bool:
    """Return whether a paper has an office's form (its title, a document number at the top or a day at the foot): it is then one case."""
    if any(_PAPER.match("".join(p.text.split())) for p in passages[:12]):
        return True
    top = any(len(p.text) <= 40 and next(numbers_in(p.text), None) for p in passages[:8])
    foot = [p for p in passages if not p.paragraph.cells]
    return bool(top) or any(_DAY.match(p.text) for p in foot[3:])


def _pieces(passages: Sequence[Passage], starts: Sequence[int]) -> list[list[Passage]]:
    return [list(passages[a:b]) for a, b in zip(starts, [*starts[1:], len(passages)], strict=True)]


def _by_papers(passages: Sequence[Passage], leads: Tells) -> Cut | None:
    """Cut where the title of a paper stands again after a lead was told."""
    starts = [n for n, p in enumerate(passages) if not p.field and _PAPER.match("".join(p.text.split())) and len(p.text) < 48]
    starts = [n for n, after in zip(starts, [*starts[1:], len(passages)], strict=False) if any(leads(p) for p in passages[n:after])]
    if len(starts) < 2:
        return None
    return Cut(_pieces(passages, [0, *starts[1:]]), [])


def _by_labels(passages: Sequence[Passage], leads: Tells) -> Cut | None:
    """Cut where the label of the matter comes again after a lead was told."""
    starts: list[int] = []
    told = False
    for n, passage in enumerate(passages):
        if passage.field == "matter" and passage.label and (told or not starts):
            starts.append(n)
            told = False
        told = told or leads(passage)
    if len(starts) < 2:
        return None
    pieces = _pieces(passages, starts)
    pieces[-1], closing = _without_closing(pieces[-1])
    return Cut(pieces, [*passages[: starts[0]], *closing])


def _by_numbers(passages: Sequence[Passage], leads: Tells) -> Cut | None:
    """Cut at the numbered headings of the style under which at least two items each tell a lead of their own."""
    for style in _STYLES:
        starts = [n for n, p in enumerate(passages) if p.start == 0 and (m := labels.NUMBERED.match(p.text)) and m[style] and not p.field]
        if len(starts) < 2:
            continue
        pieces = _pieces(passages, starts)
        pieces[-1], closing = _without_closing(pieces[-1])
        telling = [any(leads(p) for p in piece) for piece in pieces]
        if sum(telling) < 2:
            continue
        kept = [piece for piece, tells in zip(pieces, telling, strict=True) if tells]
        others = [p for piece, tells in zip(pieces, telling, strict=True) if not tells for p in piece]
        return Cut(kept, [*passages[: starts[0]], *others, *closing])
    return None


def topic_of(passage: Passage) -> str:
    """Return what a paragraph of minutes is about (会议明确，关于农村公路边沟堵塞的问题，由……), empty where it names nothing before it decides."""
    match = _TOPIC.match(passage.text) if passage.start == 0 and not passage.paragraph.cells else None
    return (match["about"] or match["thing"]).strip("“”") if match else ""


def _by_topics(passages: Sequence[Passage], leads: Tells) -> Cut | None:
    """Cut minutes in running prose at the paragraphs that each name a matter and who leads in it."""
    starts = [n for n, p in enumerate(passages) if topic_of(p) and leads(p)]
    if len(starts) < 2:
        return None
    pieces = _pieces(passages, starts)
    pieces[-1], closing = _without_closing(pieces[-1])
    cases = [[p for p in piece if not _EXHORTS.match(p.text)] for piece in pieces]
    exhorting = [p for piece in pieces for p in piece if _EXHORTS.match(p.text)]
    return Cut(cases, [*passages[: starts[0]], *exhorting, *closing])


def _without_closing(piece: list[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Return an item and what closes the whole paper after it: who signed, when, who gets a copy."""
    at = len(piece)
    while at > 1:
        text = "".join(piece[at - 1].text.split())
        if not (len(text) <= 30 and not text.endswith(("。", "；"))) and not _CLOSING.match(text):
            break
        if piece[at - 1].field in ("lead", "helpers", "matter", "basis", "decision", "facts", "disputed_between", "reason"):
            break
        at -= 1
    return piece[:at], piece[at:]


def _by_stories(passages: Sequence[Passage], leads: Tells, disputes: Tells) -> Cut:
    """Cut an article at the paragraphs where another person's story begins; those in which nobody leads are left to the context."""
    groups: list[list[Passage]] = [[]]
    names: list[str] = [""]
    for passage in passages:
        text = passage.text
        opening = next((m for m in _OPENING.finditer(text, 0, 160)), None)
        if opening is not None:
            name = opening["named"] or opening["name"] or ""
            told = any(leads(p) or disputes(p) for p in groups[-1])
            if not name or name != names[-1]:
                heading = _heading(groups[-1])
                if told or groups[-1]:
                    groups.append(heading)
                    names.append(name)
        groups[-1].append(passage)
    cases, shared = [], []
    for group in groups:
        if any(leads(p) for p in group) and len(group) < len(passages) + 1:
            upto = max(n for n, p in enumerate(group) if leads(p)) + 1
            while upto < len(group) and _goes_on(group[upto].text):
                upto += 1
            cases.append(group[:upto])
            shared += group[upto:]
        else:
            shared += group
    return Cut(cases or [list(passages)], shared if cases else [], prose=bool(cases))


def _goes_on(text: str) -> bool:
    return bool(re.match(r"(?:于是|随后|事后|同时|接着|此后|[^。，]{2,10}接受指定)", text))


def _heading(group: list[Passage]) -> list[Passage]:
    """Take the short lines at the end of a group: they are the next story's heading."""
    taken: list[Passage] = []
    while group and len(group[-1].text) <= 24 and not re.search(r"[。；：]$", group[-1].text.strip()) and len(taken) < 2:
        taken.insert(0, group.pop())
    return taken
