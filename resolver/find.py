"""Finds in a text what the graph knows by name: matters' words, departments, statutes, facts that
decide, and departments said to have refused ("城管说不归他们管").

All names are matched at once (Aho–Corasick, filled from the graph). Whoever wants to show what was
found, or to match patterns over it, asks for a spaCy Doc with the mentions as spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graph.store import KnowledgeGraph
from ontology import citation

SPANS: Final = "found"
_OFFICES: Final = ("局", "委", "委员会", "部门", "办", "办公室", "大队", "支队", "中心", "执法队", "执法局", "监管部门", "主管部门")
_REFUSAL: Final = re.compile(
    r"[^。；！？!?\n]{0,12}?(?:说|表示|称|回复|答复|告知|回应|认为|讲|反馈)[^。；！？!?\n]{0,18}?"
    r"(?:不归|不属于?(?=[^。；，\n]{0,10}(?:管|职责|职权|负责|受理))|不是(?:他|她|它|我)们(?=[^。；，\n]{0,6}(?:管|职责|职权|负责|的事|范围))|不管(?!什么|谁|哪|怎|是|如何)"
    r"|管不了|管不着|没有?(?:执法|管理|管辖)?权|无权|无法(?:处理|管理|受理)|不在[^。；\n]{0,8}(?:管辖|职责|职权|管理|受理|负责)[^。；\n]{0,4}|不予受理|不负责)"
)
_POINTS_AT: Final = re.compile(
    r"[^。；！？!?\n]{0,8}?(?:说|表示|称|回复|答复|告知|认为|讲)[^。；！？!?\n]{0,16}?(?:归|该找|要找|去找|得找|应找|应该?由|应属|让[^。；\n]{0,4}找)"
)
_POINTED: Final = 8
"""Characters within which the other department must follow: 农业局说这不是药，归市场监管."""
_PASSED_ON: Final = re.compile("推给|推诿|踢皮球|推来推去|互相推|相互推|让我们?去?找")
_COLLOQUIAL: Final = {
    "城管": "urban-management", "交警": "traffic-police", "派出所": "public-security", "消防队": "fire", "警察": "public-security",
    "街道": "street-town", "街道办": "street-town", "街道办事处": "street-town", "镇政府": "street-town", "居委会": "street-town", "居委": "street-town",
    "村委会": "street-town", "村委": "street-town", "工商": "market", "市场监管": "market", "农业局": "agriculture", "环保": "ecology", "供电局": "power-company", "供电公司": "power-company",
    "电力公司": "power-company", "自来水公司": "water-company", "燃气公司": "gas-company", "天然气公司": "gas-company", "公交公司": "transit-company",
    "地铁公司": "transit-company", "热力公司": "heat-company", "物业": "owner-enterprise", "物业公司": "owner-enterprise", "邮政": "postal",
    "移动公司": "telecom", "联通": "telecom", "电信": "telecom", "法院": "court-procuratorate", "劳动监察": "human-resources", "社保局": "human-resources",
}  # fmt: skip
"""What people call departments when they do not use a name that stands in statutes."""
_ONLY_REFUSING: Final = frozenset({"街道"})
"""Words that name a department only when they speak (街道表示没有执法权): addresses are full of them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: what kind (label, function, unit, cue), whose, where."""

    kind: str
    target: str
    text: str
    start: int
    end: int
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one text."""

    mentions: tuple[Mention, ...]
    terms: tuple[str, ...]
    statutes: tuple[citation.ArticleRef, ...]
    passed_on: bool

    def of(self, *kinds: str) -> Iterator[Mention]:
        """Yield the mentions of these kinds."""
        return (m for m in self.mentions if m.kind in kinds)


class _Characters:
    """spaCy's character segmentation without its look for words and spaces: one token a character,
    so that positions in the text and in the Doc are the same."""

    def __init__(self, vocab: Any) -> None:
        from spacy.tokens import Doc

        self._vocab, self._doc = vocab, Doc

    def __call__(self, text: str) -> Any:
        return self._doc(self._vocab, words=list(text), spaces=[False] * len(text), user_data={"text": text})


class Finder:
    """The pipeline for one graph version."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        import ahocorasick

        self._entries: list[tuple[str, str]] = []
        automaton = ahocorasick.Automaton()
        by_text: dict[str, list[int]] = {}
        for kind, target, text in _names(graph):
            if len(text) >= 2:
                named = by_text.setdefault(text, [])
                if kind != "term":
                    named.append(len(self._entries))
                    self._entries.append((kind, target))
        for text, entries in by_text.items():
            automaton.add_word(text, (text, tuple(entries)))
        automaton.make_automaton()
        self._automaton: Any = automaton

    def find(self, text: str) -> Findings:
        """Return what is found in a clean text."""
        entries, raw = self._entries, list[Mention]()
        terms: dict[str, None] = {}
        for end, (word, named) in self._automaton.iter(text):
            terms[word] = None
            raw += [Mention(entries[e][0], entries[e][1], word, end - len(word) + 1, end + 1) for e in named]
        kept = _longest(raw)
        marked = [_mark_refusal(m, text, kept) for m in kept]
        mentions = tuple(m for m in marked if m.refused or m.text not in _ONLY_REFUSING)
        return Findings(mentions, tuple(terms), tuple(citation.find(text)) if "《" in text else (), bool(_PASSED_ON.search(text)))

    @cached_property
    def _nlp(self) -> Any:
        import spacy

        nlp = spacy.blank("zh")
        nlp.tokenizer = _Characters(nlp.vocab)
        return nlp

    def annotate(self, text: str) -> Any:
        """Return a spaCy Doc, a token a character, with what was found as the spans `doc.spans["found"]`.

        A span's label is the mention's kind (`refused` for a department that refused), its `kb_id_` the IRI.
        """
        from spacy.tokens import Span

        doc = self._nlp.make_doc(text)
        doc.spans[SPANS] = [Span(doc, m.start, m.end, label="refused" if m.refused else m.kind, kb_id=m.target) for m in self.find(text).mentions]
        return doc


def _mark_refusal(m: Mention, text: str, others: list[Mention]) -> Mention:
    """Return the mention, marked when the department is said to refuse or to point at another."""
    if m.kind not in ("function", "unit"):
        return m
    points = _POINTS_AT.match(text, m.end)
    elsewhere = points is not None and any(
        o.kind in ("function", "unit") and o.target != m.target and points.end() <= o.start <= points.end() + _POINTED for o in others
    )
    refused = elsewhere or _REFUSAL.match(text, m.end) is not None
    return Mention(m.kind, m.target, m.text, m.start, m.end, refused=True) if refused else m


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Drop departments' names that lie within a longer one; terms may overlap as they like."""
    offices = [m for m in mentions if m.kind in ("function", "unit")]
    if len(offices) < 2:
        return mentions
    inside = {
        m
        for m in offices
        for other in offices
        if other.start <= m.start and m.end <= other.end and other.end - other.start > m.end - m.start
    }
    return [m for m in mentions if m not in inside]


def _names(graph: KnowledgeGraph) -> Iterator[tuple[str, str, str]]:
    for matter in graph.matters:
        yield "label", matter.id, matter.label
        for name in matter.alternatives:
            yield "label", matter.id, name
        for term in matter.terms:
            yield "term", matter.id, term
    by_key = {}
    for function in graph.functions:
        by_key[function.key] = function.id
        for name in dict.fromkeys((*function.names, function.generic)):
            if name.endswith(("部门", "机关", "机构", "局", "企业", "公司", "警察", "办事处", "委员会", "政府")):
                yield "function", function.id, name
            elif not function.broader:
                for office in _OFFICES:
                    yield "function", function.id, name + office
    for name, key in _COLLOQUIAL.items():
        if key in by_key:
            yield "function", by_key[key], name
    for unit in graph.units:
        for name in dict.fromkeys((unit.full_name, *unit.aliases)):
            if len(name) > 3:
                yield "unit", unit.id, name
    for option in graph.options:
        for cue in option.cues:
            yield "cue", option.id, cue
