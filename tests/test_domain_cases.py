"""Domain cases that a non-programmer can read and add to: every tests/cases/*.yaml, case by case.

The keys are explained at the top of each file. A key that is not known fails with file and case,
so that a misspelt expectation cannot pass unnoticed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph import store
from graph.load import Knowledge
from ontology.errors import ShouwenError
from ontology.model import Case, Citation, Decision
from resolver import indexing
from resolver.encode import open_encoder
from resolver.pipeline import Resolver, open_resolver

CASES = Path(__file__).resolve().parent / "cases"
TOP_KEYS = {"图谱", "案件表"}
GRAPHS = ("全部", "去掉认定")
CASE_KEYS = {"案件", "标题", "内容", "地方", "日期", "情形", "应答", "说明", "只有认定能定", "已知不足"}
NEEDED = {"案件", "内容", "日期", "应答", "说明"}
ANSWER_KEYS = {
    "结果", "首问", "不应首问", "职能", "单位未知", "并行", "配合", "不应配合", "认定方法", "依据", "不应依据", "仅供参考", "提问", "提示", "候选", "时限", "多项",
}  # fmt: skip
TEXT_KEYS = ("首问", "不应首问", "职能", "并行", "配合", "不应配合", "认定方法", "不应依据", "仅供参考", "提示", "候选")
DEMAND_KEYS = {"首问", "职能"}
LIMIT_KEYS = {"天数", "单位"}
BASIS_KEYS = {"名称", "施行于"}
OUTCOMES = {"派单": "assign", "追问": "ask", "提交编办": "refer"}


@dataclass(frozen=True)
class DomainCase:
    """One case of a file: which graph it asks, what it says and what must come out."""

    file: str
    graph: str
    data: dict[str, Any]

    @property
    def where(self) -> str:
        return f"{self.file} 的案件“{self.data.get('案件', '（没有写“案件”名称）')}”"


def faults(case: DomainCase) -> list[str]:
    """Return what is wrong with the writing of a case, each with file, case and key."""
    data, found = case.data, []

    def unknown(value: Any, allowed: set[str], part: str) -> None:
        if not isinstance(value, dict):
            found.append(f"{case.where}：{part}应写成“键: 值”")
            return
        found.extend(f"{case.where}：{part}里有不认识的键“{k}”；可用：{'、'.join(sorted(allowed))}" for k in value if k not in allowed)

    unknown(data, CASE_KEYS, "案件")
    found += [f"{case.where}：缺少“{key}”" for key in sorted(NEEDED - set(data))]
    if not isinstance(data.get("日期"), dt.date):
        found.append(f"{case.where}：日期应写成 2026-11-21 这样的年-月-日")
    answer = data.get("应答") or {}
    unknown(answer, ANSWER_KEYS, "应答")
    if not isinstance(answer, dict) or not answer:
        return [*found, f"{case.where}：应答是空的"]
    if answer.get("结果") is not None and not set(several(answer["结果"])) <= set(OUTCOMES):
        found.append(f"{case.where}：结果只能是 {'、'.join(OUTCOMES)}")
    for demand in answer.get("多项") or ():
        unknown(demand, DEMAND_KEYS, "应答的多项")
    if "时限" in answer:
        unknown(answer["时限"], LIMIT_KEYS, "应答的时限")
    for basis in several(answer.get("依据")):
        if not isinstance(basis, str):
            unknown(basis, BASIS_KEYS, "应答的依据")
    found += [f"{case.where}：应答的“{key}”应写文字，不是“{v}”" for key in TEXT_KEYS for v in several(answer.get(key)) if not isinstance(v, str)]
    if data.get("只有认定能定") and case.graph == "全部":
        found.append(f"{case.where}：“只有认定能定”只用于“图谱: 去掉认定”的文件")
    return found


def several(value: Any) -> list[Any]:
    """Return a value that may be written as one or as a list, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def read_file(path: Path) -> list[DomainCase]:
    """Return the cases of a file; raises AssertionError naming the file where it cannot be read."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise AssertionError(f"{path.name} 不是正确的 YAML：{error}") from error
    assert isinstance(content, dict), f"{path.name}：最外层应写“图谱”和“案件表”"
    assert not (extra := set(content) - TOP_KEYS), f"{path.name}：最外层有不认识的键“{'、'.join(sorted(extra))}”"
    graph = content.get("图谱", "全部")
    assert graph in GRAPHS, f"{path.name}：图谱只能是 {'、'.join(GRAPHS)}，写的是“{graph}”"
    return [DomainCase(path.name, graph, data) for data in content.get("案件表") or ()]


def all_cases() -> list[DomainCase]:
    return [case for path in sorted(CASES.glob("*.yaml")) for case in read_file(path)]


def params() -> Iterator[Any]:
    for case in all_cases():
        known = case.data.get("已知不足")
        marks = [pytest.mark.xfail(reason=known, strict=False)] if known else []
        yield pytest.param(case, id=f"{Path(case.file).stem}：{case.data.get('案件', '?')}", marks=marks)


# --- the graph without rulings ----------------------------------------------------------------


def without_rulings(knowledge: Knowledge) -> Knowledge:
    """Return knowledge from which every ruling, and every part it gave anybody, is left out."""

    def of_ruling(term: Any) -> bool:
        value = getattr(term, "value", "")
        return "/id/ruling/" in value or "/id/resp/ruling-" in value

    kept = frozenset(t for t in knowledge.triples if not of_ruling(t.subject) and not of_ruling(t.object))
    return Knowledge(kept, knowledge.sources)


@pytest.fixture(scope="session")
def resolver_without_rulings(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """Return a resolver of the shipped knowledge without any ruling."""
    home = tmp_path_factory.mktemp("no-rulings")
    bare = without_rulings(knowledge)
    with store.staging(bare, home) as staged:
        indexing.build(store.open_folder(staged, bare.version), open_encoder(), staged / "index")
        store.publish(staged, home)
    return open_resolver(home)


@pytest.fixture
def resolver_of(request: pytest.FixtureRequest) -> Callable[[DomainCase], Resolver]:
    """Return a function that gives the resolver a case asks, building a graph only where one does."""

    def choose(case: DomainCase) -> Resolver:
        chosen: Resolver = request.getfixturevalue("resolver" if case.graph == "全部" else "resolver_without_rulings")
        return chosen

    return choose


# --- what is checked ---------------------------------------------------------------------------


def answer(case: DomainCase, resolver: Resolver) -> Decision:
    data = case.data
    try:
        place = resolver.graph.find_place(data["地方"]).id if data.get("地方") else None
        facts = {str(k): str(v) for k, v in (data.get("情形") or {}).items()}
        return resolver.resolve(Case(str(data["案件"]), data["内容"], data["日期"], title=data.get("标题", ""), place=place, facts=facts))
    except ShouwenError as error:
        pytest.fail(f"{case.where}：{error}")


def mismatches(expected: dict[str, Any], decision: Decision, day: dt.date) -> Iterator[str]:
    """Yield, in Chinese, each expectation that the decision does not meet."""
    yield from _who(expected, decision)
    yield from _helpers(expected, decision)
    yield from _basis(expected, decision)
    yield from _rest(expected, decision)
    for c in decision.citations:
        if not c.in_force.holds_on(day):
            yield f"引用了案发日 {day} 不在施行期内的 {c.label}（{c.in_force}）"


def _who(expected: dict[str, Any], decision: Decision) -> Iterator[str]:
    lead = decision.lead
    name, function = (lead.name, lead.function) if lead else ("无", "无")
    if "结果" in expected and decision.outcome not in [OUTCOMES[o] for o in several(expected["结果"])]:
        shown = {v: k for k, v in OUTCOMES.items()}[decision.outcome]
        yield f"结果应为“{'或'.join(several(expected['结果']))}”，实为“{shown}”"
    if "首问" in expected and name not in several(expected["首问"]):
        yield f"首问应为“{'或'.join(several(expected['首问']))}”，实为“{name}”"
    if name in several(expected.get("不应首问")):
        yield f"首问不应为“{name}”"
    if "职能" in expected and function not in several(expected["职能"]):
        yield f"首问职能应为“{'或'.join(several(expected['职能']))}”，实为“{function}”（{name}）"
    if "单位未知" in expected and lead is not None and (lead.unit is None) != expected["单位未知"]:
        yield f"{'本地无单位资料，只应给通称' if expected['单位未知'] else '应给出本地单位'}，实为“{name}”（{lead.unit}）"
    joint = [a.name for a in decision.joint]
    if "并行" in expected and set(joint) != set(several(expected["并行"])):
        yield f"并行主办应为{several(expected['并行'])}，实为{joint}"
    listed = [c.name for c in decision.candidates]
    yield from (f"候选里应有“{n}”，实为{listed}" for n in several(expected.get("候选")) if n not in listed)


def _helpers(expected: dict[str, Any], decision: Decision) -> Iterator[str]:
    helpers = [h.name for h in decision.helpers]
    yield from (f"配合单位应有“{n}”，实为{helpers}" for n in several(expected.get("配合")) if n not in helpers)
    yield from (f"配合单位不应有“{n}”" for n in several(expected.get("不应配合")) if n in helpers)


def _basis(expected: dict[str, Any], decision: Decision) -> Iterator[str]:
    if "认定方法" in expected and decision.doctrine not in several(expected["认定方法"]):
        yield f"认定方法应为“{'或'.join(several(expected['认定方法']))}”，实为“{decision.doctrine}”"
    binding = [c for c in decision.citations if not c.persuasive]
    for basis in several(expected.get("依据")):
        name = basis if isinstance(basis, str) else basis["名称"]
        fitting = [c for c in binding if _named(c, name)]
        if not fitting:
            yield f"依据应有“{name}”，实为{[c.label for c in binding]}"
        elif not isinstance(basis, str) and all(c.in_force.start != basis["施行于"] for c in fitting):
            yield f"依据“{name}”应为 {basis['施行于']} 起施行的文本，实为 {[str(c.in_force.start) for c in fitting]}"
    for name in several(expected.get("不应依据")):
        yield from (f"不应引用“{c.label}”" for c in binding if _named(c, name))
    shown = [c.label for c in decision.citations if c.persuasive] + [p.label for p in decision.explanation.precedents if not p.binding]
    yield from (f"应把外地认定“{n}”列为参考，实为{shown}" for n in several(expected.get("仅供参考")) if n not in shown)
    yield from (f"外地认定“{n}”只可参考，不应作为依据" for n in several(expected.get("仅供参考")) if n in [c.label for c in binding])


def _named(citation: Citation, name: str) -> bool:
    """Return whether a citation is the one named; 《…》 without an article stands for any article."""
    return citation.label == name or (name.endswith("》") and citation.label.startswith(name))


def _rest(expected: dict[str, Any], decision: Decision) -> Iterator[str]:
    asked = decision.question.condition if decision.question else "（没有提问）"
    if "提问" in expected and asked != expected["提问"]:
        yield f"应追问“{expected['提问']}”，实为“{asked}”"
    notes = "；".join(decision.explanation.notes)
    yield from (f"提示里应有“{t}”，实为“{notes}”" for t in several(expected.get("提示")) if t not in notes)
    if "时限" in expected:
        limit = decision.deadline
        due = (limit.days, limit.unit) if limit else None
        if due != (expected["时限"]["天数"], expected["时限"]["单位"]):
            yield f"时限应为 {expected['时限']['天数']} 个{expected['时限']['单位']}，实为 {due}"
    if "多项" in expected:
        got = [(d.lead.name, d.lead.function) for d in decision.demands if d.lead]
        if len(got) != len(expected["多项"]):
            yield f"应分成 {len(expected['多项'])} 项诉求，实为 {got}"
        for n, (want, (name, function)) in enumerate(zip(expected["多项"], got, strict=False), 1):
            if "首问" in want and name not in several(want["首问"]):
                yield f"第 {n} 项首问应为“{want['首问']}”，实为“{name}”"
            if "职能" in want and function not in several(want["职能"]):
                yield f"第 {n} 项职能应为“{want['职能']}”，实为“{function}”（{name}）"


# --- the tests ---------------------------------------------------------------------------------


def test_every_case_is_well_written() -> None:
    cases = all_cases()
    problems = [fault for case in cases for fault in faults(case)]
    names = [f"{c.file} / {c.data.get('案件')}" for c in cases]
    problems += [f"案件名称重复：{n}" for n in sorted({n for n in names if names.count(n) > 1})]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"首问单位": "甲局"}, "不认识的键“首问单位”"),
        ({}, "应答是空的"),
        ({"结果": "随便"}, "结果只能是"),
        ({"多项": [{"单位": "甲局"}]}, "不认识的键“单位”"),
    ],
)
def test_a_misspelt_expectation_is_named(data: dict[str, Any], said: str) -> None:
    case = DomainCase("某.yaml", "全部", {"案件": "某案", "内容": "……", "日期": dt.date(2026, 11, 21), "说明": "……", "应答": data})
    found = faults(case)
    assert any(said in f and "某.yaml" in f and "某案" in f for f in found), found


def test_the_graph_without_rulings_has_none(resolver_without_rulings: Resolver) -> None:
    assert len(resolver_without_rulings.graph.rulings) == 0
    assert len(resolver_without_rulings.graph.matters) > 100


@pytest.mark.parametrize("case", list(params()))
def test_case(case: DomainCase, resolver_of: Callable[[DomainCase], Resolver]) -> None:
    problems: Sequence[str] = faults(case)
    assert not problems, "\n".join(problems)
    decision = answer(case, resolver_of(case))
    wrong = list(mismatches(case.data["应答"], decision, case.data["日期"]))
    assert not wrong, f"{case.where}（{case.data.get('地方', '全国')}，{case.data['日期']}）：\n  - " + "\n  - ".join(wrong)
