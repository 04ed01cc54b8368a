"""How the citizen told the case, out of its facts: what is quoted, what they are said to have reported, what befell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from curation.reading.draft import Field, Words
from curation.reading.fold import fold

_WHO: Final = (
    r"(?:市民|群众|居民|村民|业主|网民|网友|家长|消费者|养殖户|商户|租户|会员|学员|顾客|来电人|投诉人)(?:[\u4e00-\u9fff](?:女士|先生|某某|某|大爷|阿姨|师傅))?"
    r"|[\u4e00-\u9fff](?:女士|先生|某某|大爷|阿姨|师傅)"
)
_SAYS: Final = r"(?:反映|投诉|诉称|来电|来信|致电|求助|举报|留言|咨询|称|说)+"
_BETWEEN: Final = r"[^。；，局委办]{0,20}?"
"""Between who tells and the telling: no office, or it would be the office that tells."""
_QUOTED: Final = re.compile(rf"(?:{_SAYS})[^。；“”局委办]{{0,12}}“([^“”]{{5,60}})”")
_REPORTED: Final = re.compile(
    rf"(?:(?:{_WHO}){_BETWEEN}|(?:^|(?<=[，。]))(?:接|据)?){_SAYS}(?!无果|平台|渠道|途径|事项|问题|诉求|热点|强烈|情况|到|后|的)[：，]?([^。；]{{6,160}})"
)
_BEFELL: Final = re.compile(rf"(?:{_WHO})(?!费|卡|证|诉求|满意|关心|服务|获得|反映|的|于是|认为|通过|拨打|随后|表示|反馈|得感|得知|来电)([^。；]{{8,160}})")
_AFTER: Final = re.compile(r"，(?:为此|于是|因此|随即|遂|后经|由此|[^，]{0,8}(?:未果|无果)|[^，]{0,10}[局委办](?:认为|称|回复|提出)).*$")
_BEFORE: Final = re.compile(r"^(?:[，、：\s]|其|她|他|本人|自己|当事人)+")
_OFFICIAL: Final = re.compile(r"单位|部门|诉求|满意|机制|工单|退单|推诿|关心|跟踪")
"""Words of offices and newspapers, not of who rings up."""
LONGEST: Final = 60
"""Characters of one telling; a longer one ends at the comma before."""
LEAST: Final = 6
MOST: Final = 4
_WAYS: Final = ((_QUOTED, 0.8), (_REPORTED, 0.6), (_BEFELL, 0.45))
"""Ways of telling and how sure it is that they are the citizen's; of a sentence only the surest counts."""


def phrases_in(facts: Iterable[Words]) -> list[Field]:
    """Return the tellings that stand in the sentences of the facts, in their order, each with its words."""
    found: dict[str, Field] = {}
    for words in facts:
        for value, sure, start, end in _of(fold(words.text)):
            told = replace(words, start=words.start + start, end=words.start + end, text=words.text[start:end])
            found.setdefault(value, Field("phrases", value, value, (told,), sure, "按案情摘出，改成自己的话"))
    return list(found.values())[:MOST]


def _of(text: str) -> Iterator[tuple[str, float, int, int]]:
    """Yield (telling, sureness, span) of one sentence."""
    for pattern, sure in _WAYS:
        some = False
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span(1))
            if end - start >= LEAST and not _OFFICIAL.search(text, start, end):
                some = True
                yield text[start:end], sure, start, end
        if some:
            return


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without what leads in or goes on to what came of it, cut at a comma where it is long."""
    if after := _AFTER.search(text, start, end):
        end = after.start()
    if before := _BEFORE.match(text[start:end]):
        start += before.end()
    if end - start > LONGEST:
        comma = text.rfind("，", start + LEAST, start + LONGEST)
        end = comma if comma > 0 else start + LONGEST
    while end > start and text[end - 1] in "，。；！？、 ":
        end -= 1
    return start, end
