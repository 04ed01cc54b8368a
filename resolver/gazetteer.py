"""The Chinese pipeline: a spaCy Language that finds in a text everything one version of the graph knows by name.

Tokens are characters, so that positions in the text and in the Doc are the same. The gazetteer matches all names at
once (Aho–Corasick) and leaves what it found on the Doc, as `Match`es; `doc._.named` shows them as spans
(label = kind: label, function, unit, cue; kb_id = IRI), made when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any, Final

import ahocorasick
from cachetools import LRUCache, cached

from graph.store import KnowledgeGraph
from ontology.spelling import one_spelling
from resolver.lightly import imported_without

with imported_without("torch"):  # spaCy would load it for trained components, of which there are none here
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc, Span

FOUND: Final = "found"
"""Key of `doc.user_data`: the matches, by where they start, the longest first."""
Match = tuple[int, int, tuple[tuple[str, str], ...], bool]
"""Start, end, the (kind, IRI) of all that is called so, and whether it names a thing (a department is none)."""
DEPARTMENTS: Final = ("function", "unit")
NAMED: Final = ("matters", "functions", "units", "options")
"""The tables whose records have names to look for."""
LEAST: Final = 2
"""Characters a name must have to be looked for."""
_OFFICES: Final = ("局", "委", "委员会", "部门", "办", "办公室", "大队", "支队", "中心", "执法队", "执法局", "监管部门", "主管部门")
_WHOLE_NAME: Final = ("部门", "机关", "机构", "局", "企业", "公司", "警察", "办事处", "委员会", "政府")
COLLOQUIAL: Final = {
    "城管": "urban-management", "交警": "traffic-police", "派出所": "public-security", "消防队": "fire", "警察": "public-security",
    "街道": "street-town", "街道办": "street-town", "街道办事处": "street-town", "镇政府": "street-town", "居委会": "street-town", "居委": "street-town",
    "村委会": "street-town", "村委": "street-town", "工商": "market", "市场监管": "market", "农业局": "agriculture", "环保": "ecology", "供电局": "power-company", "供电公司": "power-company",
    "电力公司": "power-company", "自来水公司": "water-company", "燃气公司": "gas-company", "天然气公司": "gas-company", "公交公司": "transit-company",
    "地铁公司": "transit-company", "热力公司": "heat-company", "物业": "owner-enterprise", "物业公司": "owner-enterprise", "邮政": "postal",
    "移动公司": "telecom", "联通": "telecom", "电信": "telecom", "法院": "court-procuratorate", "劳动监察": "human-resources", "社保局": "human-resources",
}  # fmt: skip
"""What people call departments when they do not use a name that stands in statutes."""


class _Characters:
    """spaCy's character segmentation without its look for words and spaces: one token a character."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        return Doc(self._vocab, words=list(text), spaces=[False] * len(text), user_data={"text": text})


class Gazetteer:
    """The pipeline component: names in, spans out. Empty until `fill`ed."""

    def __init__(self) -> None:
        self._automaton: Any = ahocorasick.Automaton()

    def fill(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take the names to look for: (kind, IRI, text), spelt as a letter is read. A `term` is a word of a matter, which is found but names nothing."""
        by_text: dict[str, list[tuple[str, str]]] = {}
        for kind, target, written in names:
            text = one_spelling(written)
            if len(text) >= LEAST:
                named = by_text.setdefault(text, [])
                if kind != "term":
                    named.append((kind, target))
        for text, things in by_text.items():
            who = bool(things) and all(kind in DEPARTMENTS for kind, _ in things)
            self._automaton.add_word(text, (len(text), tuple(things), not who))
        self._automaton.make_automaton()

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the names of things (not of departments) that stand in a text, shorter ones within longer ones too."""
        return tuple(dict.fromkeys(text[end + 1 - length : end + 1] for end, (length, _, thing) in self._automaton.iter(text) if thing))

    def matches(self, text: str) -> list[Match]:
        """Return everything that stands in a text, by where it starts, the longest first. What the resolver asks of every letter: a Doc of
        its characters would take ten times as long, and is made where somebody wants to look at one."""
        found = [(end + 1 - of[0], end + 1, of[1], of[2]) for end, of in self._automaton.iter(text)]
        found.sort(key=_as_they_stand)
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its matches."""
        doc.user_data[FOUND] = self.matches(doc.user_data["text"])
        return doc


def _as_they_stand(match: Match) -> tuple[int, int]:
    return match[0], -match[1]


def _named(doc: Doc) -> list[Span]:
    return [Span(doc, start, end, label=kind, kb_id=target) for start, end, named, _ in doc.user_data[FOUND] for kind, target in named]


Doc.set_extension("named", getter=_named, force=True)


@Language.factory("shouwen_gazetteer")
def _gazetteer(nlp: Language, name: str) -> Gazetteer:
    return Gazetteer()


def pipeline(graph: KnowledgeGraph) -> Language:
    """Return the pipeline for one graph version; versions that know the same names share one."""
    return _of_names(graph.stamp(*NAMED), graph)[0]


def names_known(graph: KnowledgeGraph) -> Gazetteer:
    """Return the names that a version knows."""
    return _of_names(graph.stamp(*NAMED), graph)[1]


@cached(cache=LRUCache(maxsize=2), key=lambda stamp, graph: stamp, lock=Lock())
def _of_names(stamp: tuple[object, ...], graph: KnowledgeGraph) -> tuple[Language, Gazetteer]:
    nlp = spacy.blank("zh")
    nlp.tokenizer = _Characters(nlp.vocab)
    gazetteer: Any = nlp.add_pipe("shouwen_gazetteer")
    gazetteer.fill(names_of(graph))
    return nlp, gazetteer


def names_of(graph: KnowledgeGraph) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, IRI, text) for everything the graph knows by name."""
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
            if name.endswith(_WHOLE_NAME):
                yield "function", function.id, name
            elif not function.broader:
                for office in _OFFICES:
                    yield "function", function.id, name + office
    for name, key in COLLOQUIAL.items():
        if key in by_key:
            yield "function", by_key[key], name
    for unit in graph.units:
        for name in dict.fromkeys((unit.full_name, *unit.aliases)):
            if len(name) > 3:
                yield "unit", unit.id, name
    for option in graph.options:
        for cue in option.cues:
            yield "cue", option.id, cue
