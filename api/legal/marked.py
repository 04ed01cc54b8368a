"""The text of an article cut for display: citations as links, the names by which it names a function marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of text; `href` where it links, `mark` the kind of mark on it, "" for none."""

    text: str
    href: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, the end excluded, with where it links or how it is marked."""

    start: int
    end: int
    href: str = ""
    mark: str = ""


def paragraphs(text: str, spans: Iterable[Span]) -> list[list[Bit]]:
    """Return the text paragraph by paragraph, cut at the spans. Where spans overlap, the one given first stays."""
    lines, at = [], 0
    kept = apart(spans)
    for line in text.split("\n"):
        end = at + len(line)
        lines.append(_bits(text, at, end, [s for s in kept if at <= s.start and s.end <= end]))
        at = end + 1
    return lines


def named(text: str, names: Iterable[str]) -> list[Span]:
    """Return where names stand in a text, longer names first."""
    found = []
    for name in sorted({n for n in names if len(n) >= 2}, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            found.append(Span(at, at + len(name), mark="named"))
            at = text.find(name, at + len(name))
    return found


def apart(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that do not overlap one given before, by where they stand."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _bits(text: str, start: int, end: int, spans: Sequence[Span]) -> list[Bit]:
    bits, at = [], start
    for span in spans:
        if span.start > at:
            bits.append(Bit(text[at : span.start]))
        bits.append(Bit(text[span.start : span.end], span.href, span.mark))
        at = span.end
    return [*bits, Bit(text[at:end])] if at < end or not bits else bits
