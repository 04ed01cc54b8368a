"""Makes a citizen's words fit to read: one spelling, no markup, no personal data, one demand each."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from ontology.errors import BadInput
from ontology.spelling import simplified, without_unseen

LONGEST: Final = 20_000
"""Characters a case may have. The longest of 18,000 real letters has 6,000; more is a pasted file."""
_TAG: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-zA-Z][^<>]{0,500}>", re.S | re.I)
_EMOJI: Final = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe00-\ufe0f\U000e0000-\U000e007f]")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_MASKS: Final = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "［证件号］"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "［电话］"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "［电话］"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "［账号］"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A), "［邮箱］"),
    (re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}"), "［车牌］"),
)
_MAYBE_PERSONAL: Final = re.compile(r"\d{4}|@|[A-Z][·•]?[A-Z0-9]{5}")
"""What every mask needs to find anything: most texts have none of it."""
_NUMBERED: Final = re.compile(
    r"(?:^|(?<=[。；;！？!?\s：:，,]))(?:[（(]?(?:[1-9]|[一二三四五六七八九])[）)、.．](?!\d)|第[一二三四五六](?:[，,]|[件桩]事(?!实)情?(?:就?是)?|个(?:(?:事(?!实)情?|问题|诉求)(?:就?是)?|就?是|[，,]|(?=我|俺|咱)))|其[一二三四五][，,、：:])\s*"
)
"""Demands counted: in writing, and as callers say it (第一个是…，第二个我们小区…)."""
_ANOTHER: Final = re.compile(
    r"(?:^|(?<=[。；;！？!?\n]))(?:另外|此外|还有就?是?|另[，,]|再有|顺便|同时[，,]?(?:也|还)?(?:反映|投诉|咨询|举报))"
    r"|(?<=[，,])(?:(?:另外|还有|顺便|再就是|同时)[，,]?(?:我?还?想|我?还?要|我?再|也|还)?(?:问|咨询|反映|投诉|举报)|(?:还有|再)一?[个件桩](?:事|问题|情况|就是))"
)
"""A further demand begins: after a full stop by a word, within a caller's run of commas only where the word says so (，另外我还想问下…)."""
_ANNOUNCED: Final = re.compile(r"(?<!第)[两二三四几2-6]\s*[个件桩]\s*(?:事(?!实)|问题|诉求|情况)")
_AS_ANNOUNCED: Final = re.compile(r"(?:^|(?<=[。；;！？!?\s：:，,]))第[一二三四五六][个件桩](?:事情?|问题|诉求)?(?:就?是)?[，,]?")
"""Who says that there are two things (有两个事情) may count them without a word between (第二个楼下饭店…)."""
SHORTEST_DEMAND: Final = 6
"""Characters below which a numbered piece is a reason or a remark, not a demand of its own."""
MOST_DEMANDS: Final = 6


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text made fit: the whole, its title, and the demands it may hold (one: the whole)."""

    title: str
    body: str
    demands: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Return title and body as one text."""
        return f"{self.title}\n{self.body}" if self.title else self.body


def clean(text: str, title: str = "", *, where: str = "") -> CleanText:
    """Return the text in simplified Chinese, NFKC, without markup, emoji or personal data.

    Raises BadInput for a text that is empty, longer than `LONGEST` or not Chinese.
    """
    if not text.strip() and not title.strip():
        raise BadInput("诉求内容是空的", where=where, mend="请粘贴或填写市民的原话")
    if len(text) > LONGEST:
        raise BadInput(
            f"诉求内容有 {len(text):,} 字，超过 {LONGEST:,} 字", where=where, why="多半是把整个文件贴了进来",
            mend="只贴一件诉求；成批的请用 shouwen resolve --in 文件",
        )  # fmt: skip
    body, head = _plain(text), _plain(title)
    if len(_CHINESE.findall(body + head)) < 2:
        raise BadInput("没有读到中文", where=where, why=f"内容是“{(body or head or text)[:30].strip()}”", mend="请用中文写明诉求")
    return CleanText(head, body, tuple(split_demands(body)))


def _plain(text: str) -> str:
    import unicodedata

    listed = re.sub("[①-⑨]", r" \g<0>.", html.unescape(text))  # NFKC turns ① into a bare 1
    value = _TAG.sub(" ", unicodedata.normalize("NFKC", listed))
    value = _EMOJI.sub(" ", without_unseen(value.replace("\r\n", "\n").replace("\r", "\n")))
    if _MAYBE_PERSONAL.search(value):
        for pattern, mark in _MASKS:
            value = pattern.sub(mark, value)
    value = simplified(value)
    return re.sub(r"[ \t\u3000\xa0\x0b\x0c\x85\u2028\u2029\ufffd]+", " ", re.sub(r"\n\s*\n+", "\n", value)).strip()


def split_demands(body: str) -> list[str]:
    """Return the demands that a text may hold; the whole text alone where it shows no sign of several."""
    counted = _NUMBERED
    starts = [m.start() for m in counted.finditer(body)]
    if len(starts) < 2 and _ANNOUNCED.search(body):
        counted = _AS_ANNOUNCED
        starts = [m.start() for m in counted.finditer(body)]
    if len(starts) < 2:
        starts = [m.start() for m in _ANOTHER.finditer(body)]
        if starts:
            starts = [0, *starts]
    if len(starts) < 2:
        return [body]
    ends = [*starts[1:], len(body)]
    pieces = [counted.sub("", body[a:b], count=1).strip(" \n，,、") for a, b in zip(starts, ends, strict=True)]
    pieces = [p for p in pieces if len(p) >= SHORTEST_DEMAND]
    return pieces[:MOST_DEMANDS] if len(pieces) > 1 else [body]
