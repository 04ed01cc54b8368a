"""From weighed leads to an outcome: assign, ask the one fact that decides, or refer to the 编办."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from graph.bases import Scope
from graph.traverse import Claim, Holder, Traversal
from ontology import model as m
from ontology.vocabulary import iri
from resolver import helping, tuning
from resolver.practice import Practice
from resolver.stand import Contender, Known, Standing, applying, stand
from resolver.weigh import SETTLED, Weighed
from resolver.weights import WEIGHTS

FIRST_RECEIVER = iri("function", "street-town")
"""Who receives first when nothing else is known: the street or town on the spot (属地首交)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome with everything that explaining it needs; `departs`: the lead is the place's practice, and the written bases name
    another; `parts`: what the helpers rest on."""

    outcome: str
    lead: m.Assignee | None
    joint: tuple[m.Assignee, ...]
    candidates: tuple[m.Assignee, ...]
    helpers: tuple[m.Helper, ...]
    standing: Standing | None
    contender: Contender | None
    question: m.Question | None
    leadership: m.Ruling | None
    claims: tuple[Claim, ...]
    practice: Practice | None = None
    departs: bool = False
    parts: tuple[helping.Part, ...] = ()


def decide(weighed: Weighed, traversal: Traversal, scope: Scope, known: Known, practice: Practice | None = None) -> Verdict:
    """Return the verdict on weighed evidence; what the place's practice says leads, unless a ruling or list of the place settles it."""
    candidates = _candidates(weighed, traversal, scope)
    departs = False
    if practice and not _settled(weighed, candidates, practice):
        candidates, standing, contender, departs = _by_practice(practice, weighed, candidates, traversal)
    else:
        candidates = _after(candidates[:1], practice.candidates) if practice and candidates else candidates
        practice = None
        standing, contender = _best(weighed, candidates)
    if standing is None or contender is None:
        receiver = candidates[0] if practice else _provisional(traversal, scope)
        return Verdict("refer", receiver, (), candidates, (), None, None, None, None, (), practice)
    lead = candidates[0] if practice else next(c for c in candidates if (c.unit, c.name) == (contender.holder.unit, contender.holder.name))
    if standing.joint and not practice:
        lead = _assignee(standing.contenders[0].holder, lead.confidence)
    claims = standing.once("claims", lambda: tuple(applying(standing.matter, traversal, scope, known)))
    leadership = standing.once("leadership", lambda: _leadership(standing.matter, traversal, scope))
    if leadership is not None:
        return Verdict("refer", None, (), candidates, (), standing, contender, None, leadership, claims)
    joint = tuple(_assignee(c.holder, lead.confidence) for c in standing.contenders) if standing.joint and not practice else ()
    question = None if practice and lead.confidence >= tuning.SURE else _question(standing, weighed, traversal, scope, known)
    founded = bool(practice or contender.claim.bases) or any(c.bases for c in claims if c.responsibility.part == "lead" and c.binding)
    outcome = "refer" if not founded or lead.confidence < tuning.REFER_BELOW else "ask" if question else "assign" if lead.confidence >= tuning.ASSIGN_AT else "refer"
    helpers, parts = helping.helpers(standing, weighed, lead, joint, traversal, scope, known)
    if departs:
        helpers = _with_written_lead(contender, helpers)
    return Verdict(outcome, lead, joint, candidates, helpers, standing, contender, question, None, claims, practice, departs, parts)


def _settled(weighed: Weighed, written: tuple[m.Assignee, ...], practice: Practice) -> bool:
    """Return whether a ruling or list of the place itself says who leads, and what was done since it came into force does not depart from it.

    Practice from before a ruling is what the ruling ended. Practice that goes on against it is shown as such, and reported.
    """
    standing, contender = _best(weighed, written)
    if standing is None or contender is None or contender.claim.step not in SETTLED or weighed.leads[contender.holder] < tuning.SETTLED_SHARE:
        return False
    since = max((b.period.start for b in contender.claim.bases if b.period.start), default=None)
    return not practice.holds_since(since, standing.matter, practice.candidates[0])


def _by_practice(
    practice: Practice, weighed: Weighed, written: tuple[m.Assignee, ...], traversal: Traversal
) -> tuple[tuple[m.Assignee, ...], Standing | None, Contender | None, bool]:
    """Return the candidates by practice (whom the bases name always among them), the matter and claim that found the first,
    and whether no likely matter gives its function the lead."""
    candidates = practice.candidates
    first = candidates[0]
    candidates = _after(candidates, written)
    plausible = [
        (share * c.share, s, c) for s, share in weighed.matters if share >= tuning.PLAUSIBLE
        for c in s.contenders if c.gives_to(first.function, first.name, traversal)
    ]  # fmt: skip
    if plausible:
        _, standing, contender = max(plausible, key=lambda f: f[0])
        return candidates, standing, Contender(Holder(first.unit, first.name, first.function), contender.claim, contender.share), False
    founded = [s for s, _ in weighed.matters if s.contenders]
    if not founded:
        return candidates, None, None, False
    return candidates, founded[0], founded[0].contenders[0], True


def _after(first: tuple[m.Assignee, ...], others: tuple[m.Assignee, ...]) -> tuple[m.Assignee, ...]:
    """Return candidates with others after them, none surer than the last of them; the first of the others always among them."""
    named = {c.name for c in first}
    more = [o for o in others if o.name not in named]
    first = first[: tuning.MOST_CANDIDATES - bool(more and more[0] is others[0])]
    return (*first, *(replace(o, confidence=min(o.confidence, first[-1].confidence)) for o in more))[: tuning.MOST_CANDIDATES]


def _with_written_lead(contender: Contender, helpers: tuple[m.Helper, ...]) -> tuple[m.Helper, ...]:
    """Return the helpers with whom the written bases name to lead first: where practice departs from them, they stay bound to help."""
    holder, r = contender.holder, contender.claim.responsibility
    named = m.Helper(holder.unit, holder.name, holder.function, "support", r.duty, tuple(b.id for b in contender.claim.bases), "书面依据写明由其主办")
    return (named, *(h for h in helpers if h.name != named.name))[: tuning.MOST_HELPERS]


def _assignee(holder: Holder, confidence: float) -> m.Assignee:
    return m.Assignee(holder.unit, holder.name, holder.function, round(confidence, 4))


def _provisional(traversal: Traversal, scope: Scope) -> m.Assignee:
    return _assignee(traversal.holder(FIRST_RECEIVER, scope), 0.0)


def _candidates(weighed: Weighed, traversal: Traversal, scope: Scope) -> tuple[m.Assignee, ...]:
    """Return possible leads, best first; helpers of the likeliest matters fill up to five."""
    ranked = sorted(weighed.leads.items(), key=lambda item: (-item[1], item[0].name))
    listed = [_assignee(holder, calibrated(share, settled=holder in weighed.settled)) for holder, share in ranked[: tuning.MOST_CANDIDATES]]
    listed.sort(key=lambda a: -a.confidence)
    known = {a.name for a in listed}
    for standing, share in weighed.matters:
        for claim in traversal.claims(standing.matter.id, scope):
            if len(listed) >= 5:
                return tuple(listed)
            holder = traversal.of_claim(claim, scope)
            if holder.name not in known:
                known.add(holder.name)
                least = listed[-1].confidence if listed else 1.0
                listed.append(_assignee(holder, min(calibrated(share * tuning.HELPER_AS_LEAD), least)))
    return tuple(listed)


def calibrated(share: float, *, settled: bool = False) -> float:
    """Return the chance that a lead with this share of the evidence is right (logistic fit)."""
    bounded = min(max(share, 1e-4), 1 - 1e-4)
    w = WEIGHTS.calibration
    slope, offset = (w.settled_slope, 0.0) if settled else (w.slope, w.offset)
    return 1 / (1 + math.exp(-(slope * math.log(bounded / (1 - bounded)) + offset)))


def _best(weighed: Weighed, candidates: tuple[m.Assignee, ...]) -> tuple[Standing | None, Contender | None]:
    """Return the matter, and the contender on it, that gave the first candidate most."""
    if not candidates:
        return None, None
    first = candidates[0]
    fitting = [
        (share * contender.share, standing, contender)
        for standing, share in weighed.matters
        for contender in standing.contenders
        if (contender.holder.unit, contender.holder.name) == (first.unit, first.name)
    ]
    if not fitting:
        return None, None
    _, standing, contender = max(fitting, key=lambda f: f[0])
    return standing, contender


def _leadership(matter: m.Matter, traversal: Traversal, scope: Scope) -> m.Ruling | None:
    """Return a ruling of this place that leaves the matter to the leadership as a joint task."""
    for ruling in traversal.left_to_leadership.get(matter.id, ()):
        basis = traversal.basis(ruling.id, scope)
        if basis and basis.step == "ruling-here":
            return ruling
    return None


def _question(standing: Standing, weighed: Weighed, traversal: Traversal, scope: Scope, known: Known) -> m.Question | None:
    """Return the question whose answer decides between the contenders of the leading matter."""
    condition = traversal.graph.conditions.get(standing.open_condition)
    if condition is None or {s.matter.id: p for s, p in weighed.matters}[standing.matter.id] < tuning.ASK_MARGIN:
        return None
    return standing.once("question", lambda: _asked(condition, standing, traversal, scope, known))


def _asked(condition: m.Condition, standing: Standing, traversal: Traversal, scope: Scope, known: Known) -> m.Question | None:
    options = []
    for identifier in condition.options:
        option = traversal.graph.options.need(identifier)
        answered = stand(standing.matter, traversal, scope, known.with_fact(condition.id, identifier))
        if answered.contenders:
            options.append(m.QuestionOption(option.key, option.label, answered.contenders[0].holder.name))
    if len({o.leads_to for o in options}) < 2:
        return None
    return m.Question(condition.key, condition.question, tuple(options))
