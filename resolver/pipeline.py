"""The whole way of a case: clean → find → candidates → weigh → decide → explain.

`Resolver.resolve` answers one case, `resolve_many` a stream of them; page, REST, command line,
batch and preview all call these two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from graph import store
from graph.bases import Scope
from graph.load import Knowledge, knowledge_files, load
from graph.store import KnowledgeGraph
from graph.traverse import Traversal
from graph.validate import require_valid
from ontology import model as m
from ontology.errors import BadInput, BadVersion
from resolver import indexing, tuning
from resolver.candidates import Candidates, Evidence
from resolver.clean import CleanText, clean
from resolver.decide import Verdict, decide
from resolver.encode import Encoder, open_encoder
from resolver.explain import citations, explain
from resolver.find import Finder, Findings
from resolver.history.learning import reading_of
from resolver.history.letters import Reading
from resolver.index import Index
from resolver.practice import Experiences, Practice, practised
from resolver.weigh import Weighed, facts_of, known_of, weigh

BATCH: Final = 128
"""Cases encoded together: enough to keep the matrix product busy, few enough to answer soon."""


@dataclass(frozen=True, slots=True)
class Read:
    """One text of a case (the whole, or one of its demands) with what was read from it."""

    text: CleanText
    found: Findings
    evidence: Evidence

    @property
    def says_something(self) -> bool:
        """Return whether the text is of any matter: it holds a word of one, or is near enough in meaning for that not to be chance."""
        return bool(self.found.words) or float(self.evidence.vectors.max(initial=0.0)) >= tuning.NEAR_ALONE


class Resolver:
    """Answers cases from one version of the graph. Safe to share between threads that only read."""

    def __init__(self, graph: KnowledgeGraph, encoder: Encoder, experiences: Experiences | None = None, automatic: float = tuning.AUTOMATIC) -> None:
        self.graph, self.encoder = graph, encoder
        self.automatic = automatic
        self.experiences = experiences or Experiences()
        self.traversal = Traversal(graph)
        self._finder = Finder(graph)
        self._candidates = Candidates(graph, Index(graph, encoder), encoder)
        self._options = {o.id: o for o in graph.options}
        self._conditions = {c.key: c for c in graph.conditions}

    def readings(self, cases: Iterable[m.Case]) -> Iterator[Reading]:
        """Yield what a place's experience sees of each case, in order."""
        stream = iter(cases)
        while batch := list(islice(stream, BATCH)):
            for case, (text, evidence, weighed) in zip(batch, self.weighed(batch), strict=True):
                yield reading_of(case, text.whole, evidence, weighed, self.traversal)

    def weighed(self, cases: Sequence[m.Case]) -> Iterator[tuple[CleanText, Evidence, Weighed]]:
        """Yield for each case what was compared, the evidence, and matters and leads weighed by the written bases."""
        texts = [clean(c.text, c.title, where="字段 text") for c in cases]
        found = [self._finder.find(t.whole[: tuning.FOUND_CHARACTERS]) for t in texts]
        for case, text, findings, evidence in zip(cases, texts, found, self._candidates.gather(texts, found), strict=True):
            if case.without:
                evidence = self._without(evidence, case.without)
            scope = self.traversal.scope(case.place, case.as_of, case.without)
            known = known_of(evidence, facts_of(findings, {}, self._options), self.traversal)
            yield text, evidence, weigh(evidence, self.traversal, scope, known)

    def resolve(self, case: m.Case) -> m.Decision:
        """Return the decision on one case; raises BadInput for a text that cannot be answered."""
        return next(self.resolve_many([case]))

    def resolve_many(self, cases: Iterable[m.Case]) -> Iterator[m.Decision]:
        """Yield the decision on each case, in order; raises BadInput at the first that cannot be read."""
        stream = iter(cases)
        while batch := list(islice(stream, BATCH)):
            yield from map(self.decided, batch, self.read(batch))

    def read(self, cases: Sequence[m.Case]) -> list[list[Read]]:
        """Return for each case what was read in the whole text and, where it may hold several demands, in each of them."""
        parts = [_demands(clean(c.text, c.title, where="字段 text")) for c in cases]
        flat = [t for ts in parts for t in ts]
        found = [self._finder.find(t.whole[: tuning.FOUND_CHARACTERS]) for t in flat]
        reads = iter([Read(*r) for r in zip(flat, found, self._candidates.gather(flat, found), strict=True)])
        return [[next(reads) for _ in ts] for ts in parts]

    def read_on(self, cases: Sequence[Sequence[Read]]) -> list[list[Read]]:
        """Return what was read on a version that differs from this one in its rulings at most, as it is read on this one."""
        flat = [r for reads in cases for r in reads]
        again = iter([replace(r, evidence=e) for r, e in zip(flat, self._candidates.gather_on([r.evidence for r in flat], [r.found for r in flat]), strict=True)])
        return [[next(again) for _ in reads] for reads in cases]

    def decided(self, case: m.Case, reads: Sequence[Read]) -> m.Decision:
        """Return the decision on a case from what was read in it."""
        whole, *pieces = reads
        scope = self.traversal.scope(case.place, case.as_of, case.without)
        if case.without:
            whole, *pieces = [self._unaware(r, case.without) for r in (whole, *pieces)]
        given = self._given_facts(case)
        decision = self._one(case, whole, scope, given)
        parts = [self._one(replace(case, id=f"{case.id}/{n}"), p, scope, given) for n, p in enumerate(pieces, 1)]
        kept = tuple(d for d in parts if d.lead and d.matters and d.matters[0].score >= tuning.DEMAND_AT)
        several = len({d.matters[0].id for d in kept}) > 1
        return replace(decision, demands=kept) if several else decision

    def _one(self, case: m.Case, read: Read, scope: Scope, given: Mapping[str, str]) -> m.Decision:
        known = known_of(read.evidence, facts_of(read.found, given, self._options), self.traversal)
        weighed = weigh(read.evidence, self.traversal, scope, known)
        practice = self._practice(case, read, weighed, scope)
        if not read.says_something:
            weighed = Weighed(weighed.parts)  # what is near all the same is chance
        verdict = decide(weighed, self.traversal, scope, known, practice)
        if verdict.outcome == "assign" and not read.found.words:
            verdict = replace(verdict, outcome="refer")  # near in meaning only: proposed, to be checked before it is sent
        automatic = verdict.outcome == "assign" and verdict.lead is not None and verdict.lead.confidence >= (practice.automatic_from if practice else self.automatic)
        matter = verdict.standing.matter if verdict.standing else None
        rule = self.traversal.deadline(matter, scope) if matter else None
        return m.Decision(
            id=case.id, outcome=verdict.outcome, text=read.text.whole, lead=verdict.lead, joint=verdict.joint,
            candidates=verdict.candidates, helpers=verdict.helpers, matters=_hits(weighed, verdict),
            citations=citations(verdict, self.traversal, scope), doctrine=self._doctrine(verdict),
            explanation=explain(verdict, weighed, read.evidence, read.found, self.traversal, scope, history_unread=self._unread(case)),
            graph_version=self.graph.version, resolver_version=tuning.RESOLVER_VERSION, question=verdict.question, automatic=automatic,
            history_version=practice.experience.name if practice else "",
            deadline=m.Deadline(rule.days, rule.unit, rule.rule) if rule else None,
        )  # fmt: skip

    def _practice(self, case: m.Case, read: Read, weighed: Weighed, scope: Scope) -> Practice | None:
        """Return what the place's experience says of a case; None where it has none, or is not asked."""
        experience = self.experiences.of(self.graph.place_chain(case.place)) if case.history and case.place else None
        if experience is None or len(experience.model.functions) < 2:
            return None
        reading = reading_of(case, read.text.whole, read.evidence, weighed, self.traversal)
        return practised(experience, reading, self.traversal, scope, self.automatic)

    def _unread(self, case: m.Case) -> bool:
        """Return whether what the case's place has learned is asked for and cannot be read."""
        return bool(case.history and case.place and self.experiences.fault(self.graph.place_chain(case.place)))

    def _unaware(self, read: Read, without: frozenset[str]) -> Read:
        """Return what was read without the precedents that are to be left out."""
        return replace(read, evidence=self._without(read.evidence, without))

    def _without(self, evidence: Evidence, without: frozenset[str]) -> Evidence:
        return replace(evidence, precedents=tuple(near for near in evidence.precedents if self.graph.rulings[near.position].id not in without))

    def _given_facts(self, case: m.Case) -> dict[str, str]:
        """Return the facts a case states, by IRI; raises BadInput for an unknown condition or answer."""
        facts = {}
        for key, value in case.facts.items():
            condition = self._conditions.get(key)
            if condition is None:
                raise BadInput(f"没有辨别事实“{key}”", where="字段 facts", mend="键用提问时给出的 condition，如：" + "、".join(list(self._conditions)[:5]))
            answers = {self._options[o].key: o for o in condition.options}
            if value not in answers:
                raise BadInput(f"辨别事实“{key}”没有答案“{value}”", where="字段 facts", mend="可选：" + "、".join(answers))
            facts[condition.id] = answers[value]
        return facts

    def _doctrine(self, verdict: Verdict) -> str:
        if verdict.leadership is not None:
            return verdict.leadership.doctrine.rsplit("/", 1)[-1]
        if verdict.contender is None:
            return "首交兜底"
        if verdict.departs:
            return "参照类比"
        claim = verdict.contender.claim
        if claim.responsibility.doctrine:
            return claim.responsibility.doctrine.rsplit("/", 1)[-1]
        by_step = {"ruling-here": "先例", "list-here": "清单", "superior": "清单", "elsewhere": "先例", "territorial": "属地"}
        return by_step.get(claim.step, "法定依据")


def _demands(text: CleanText) -> list[CleanText]:
    """Return the whole text and, where it may hold several demands, each of them."""
    if len(text.demands) < 2:
        return [text]
    return [text, *(CleanText("", d, (d,)) for d in text.demands)]


def _hits(weighed: Weighed, verdict: Verdict) -> tuple[m.MatterHit, ...]:
    """Return the matters by probability, the one that the lead rests on first."""
    chosen = verdict.standing.matter.id if verdict.standing else ""
    ranked = sorted(weighed.matters, key=lambda item: (item[0].matter.id != chosen, -item[1]))
    return tuple(m.MatterHit(s.matter.id, s.matter.label, round(p, 4), s.matter.urgency) for s, p in ranked[:5])


def build(home: Path, *, files: Sequence[Path] | None = None, encoder: str = "", force: bool = False) -> str:
    """Load, validate, index and publish knowledge as the version in use; return its name.

    Does nothing but swap when the same content was built before. Raises BadKnowledge or BadVersion.
    """
    knowledge = load(files if files is not None else knowledge_files())
    folder = home / "versions" / knowledge.version
    if not force and store.is_whole(folder) and _opens(home, knowledge, encoder):
        store.point_to(knowledge.version, home)
        return knowledge.version
    require_valid(knowledge)
    with store.staging(knowledge, home) as staged:
        indexing.build(store.open_folder(staged, knowledge.version), open_encoder(encoder), staged / "index")
        return store.publish(staged, home, replace=force)


def _opens(home: Path, knowledge: Knowledge, encoder: str) -> bool:
    try:
        Index(store.open_version(home, knowledge.version), open_encoder(encoder))
    except BadVersion:
        return False
    return True


def one_thread_each() -> None:
    """Keep numpy, faiss and tokenizers to one thread in this process.

    Their products here are small: threads cost more than they give (faiss: 11 ms against 0.1 ms
    for twelve rulings on a busy machine). Cores are used by processes instead.
    """
    import os

    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import faiss
    from threadpoolctl import threadpool_limits

    faiss.omp_set_num_threads(1)
    threadpool_limits(limits=1)


def open_resolver(
    home: Path, *, version: str | None = None, encoder: str = "", automatic: float = tuning.AUTOMATIC, like: Resolver | None = None
) -> Resolver:
    """Open the version in use (or the one named), beside what was learned of places, and return its resolver; raises BadVersion.

    `like`: a resolver with the same settings, from which is taken what it shares with this version.
    """
    one_thread_each()
    if like is None:
        return Resolver(store.open_version(home, version), open_encoder(encoder), Experiences(home), automatic)
    return Resolver(store.open_version(home, version, like.graph), like.encoder, like.experiences, automatic)
