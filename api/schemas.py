"""The shapes of the REST interface, described once for /openapi.json with Chinese descriptions.

They describe what `api.contract` reads and writes; tests hold the two together by validating
every answer against these shapes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Base of all shapes; further keys may be added in later versions."""

    model_config = ConfigDict(extra="allow")


class CaseIn(Shape, json_schema_extra={"description": "一件诉求"}):
    """One case, as sent."""

    id: Annotated[str, Field("", description="来件编号，原样返回", max_length=200)]
    text: Annotated[str, Field(description="市民反映的内容，不能为空", min_length=1, max_length=20_000, pattern=r"\S")]
    title: Annotated[str, Field("", description="标题", max_length=500)]
    jurisdiction: Annotated[str, Field("", description="行政区划名称或 GB/T 2260 代码；不填则只按全国性依据回答", max_length=100)]
    district: Annotated[str, Field("", description="区县、街道名称", max_length=100)]
    date: Annotated[str, Field("", description="来件日期，如 2024-03-01；不填为今天", max_length=100)]
    facts: Annotated[dict[str, str], Field(default_factory=dict, description="已查明的辨别事实：{事实的键: 选项的键}")]


class AssigneeOut(Shape, json_schema_extra={"description": "可能的主办单位"}):
    """A unit that may lead."""

    unit: Annotated[str | None, Field(description="单位标识；当地没有已知单位时为 null")]
    name: Annotated[str, Field(description="单位名称，或通用名称")]
    function: Annotated[str, Field(description="职能键（functions.tsv）")]
    confidence: Annotated[float, Field(description="职能正确的把握，0 至 1", ge=0, le=1)]
    unit_confidence: Annotated[float, Field(None, description="正是这个单位的把握（学过本地历史时才有）", ge=0, le=1)]


class HelperOut(Shape, json_schema_extra={"description": "配合单位"}):
    """A unit that helps."""

    unit: Annotated[str | None, Field(description="单位标识")]
    name: Annotated[str, Field(description="单位名称")]
    function: Annotated[str, Field(description="职能键")]
    part: Annotated[str, Field(description="分工：support 协办、territorial 属地、oversight 监管、owner 产权经营、fallback 兜底")]
    duty: Annotated[str, Field(description="做什么")]
    basis: Annotated[list[str], Field(description="依据的标识")]
    why: Annotated[str, Field("", description="为什么请它配合")]


class MatterHitOut(Shape, json_schema_extra={"description": "可能所属的事项"}):
    """A matter the case may be about."""

    id: Annotated[str, Field(description="事项标识")]
    label: Annotated[str, Field(description="事项名称")]
    score: Annotated[float, Field(description="相符程度")]
    urgency: Annotated[str, Field(description="缓急：一般或紧急")]


class CitationOut(Shape, json_schema_extra={"description": "一条依据"}):
    """A written basis."""

    kind: Annotated[str, Field(description="article 法条、list 清单、ruling 认定、history 历史办理")]
    id: Annotated[str, Field(description="标识")]
    label: Annotated[str, Field(description="名称，如《渔业法》第六条")]
    gist: Annotated[str, Field(description="要点（本系统自拟，不是原文）")]
    in_force: Annotated[list[str | None], Field(description="[起, 止)，ISO 日期或 null", min_length=2, max_length=2)]
    path: Annotated[list[str], Field(description="图谱中通向它的路径")]
    authority: Annotated[str, Field(description="效力层级")]
    verified: Annotated[bool, Field(description="是否已与原文核对")]
    persuasive: Annotated[bool, Field(description="true 表示仅供参考（他地认定等）")]
    source: Annotated[str, Field(description="出处")]


class OptionOut(Shape, json_schema_extra={"description": "辨别事实的一个选项"}):
    """A possible answer to the question."""

    key: Annotated[str, Field(description="选项的键")]
    label: Annotated[str, Field(description="选项")]
    leads_to: Annotated[str, Field(description="选它则由谁主办")]


class QuestionOut(Shape, json_schema_extra={"description": "需要问市民的一句话"}):
    """The one fact to ask."""

    condition: Annotated[str, Field(description="辨别事实的键；回答放进 facts 再请求一次")]
    text: Annotated[str, Field(description="问市民的话")]
    options: Annotated[list[OptionOut], Field(description="选项")]


class DeadlineOut(Shape, json_schema_extra={"description": "办理时限"}):
    """How long the unit has."""

    days: Annotated[int, Field(description="天数")]
    unit: Annotated[str, Field(description="工作日或自然日")]
    rule: Annotated[str, Field(description="规定")]


class DecisionOut(Shape, json_schema_extra={"description": "一件诉求的派单意见"}):
    """The answer to one case."""

    id: Annotated[str, Field(description="来件编号")]
    outcome: Annotated[Literal["assign", "ask", "refer"], Field(description="assign 直接派单、ask 需问一句、refer 提交编办认定")]
    lead: Annotated[AssigneeOut | None, Field(description="主办单位；并行派单或无单一主办时可为 null")]
    joint: Annotated[list[AssigneeOut], Field(description="并行主办的单位")]
    candidates: Annotated[list[AssigneeOut], Field(description="可能的主办单位，最可能的在前")]
    helpers: Annotated[list[HelperOut], Field(description="配合单位")]
    matters: Annotated[list[MatterHitOut], Field(description="所属事项")]
    citations: Annotated[list[CitationOut], Field(description="依据")]
    doctrine: Annotated[str, Field(description="认定方法")]
    history_version: Annotated[str, Field(None, description="所用惯例的版本（学过本地历史时才有）")]
    automatic: Annotated[bool, Field(False, description="把握足够，可以不经复核直接派出（只在足够时有）")]
    question: Annotated[QuestionOut, Field(None, description="需要问的一句（只在 ask 时有）")]
    deadline: Annotated[DeadlineOut, Field(None, description="允许办理的时间")]
    demands: Annotated[list[DecisionOut], Field(None, description="一件含多项诉求时，逐项的回答")]
    explanation: Annotated[dict[str, object], Field(description="理由：路径图、被否定的意见、相近认定、证据构成")]
    graph_version: Annotated[str, Field(description="知识版本（内容哈希）")]
    resolver_version: Annotated[str, Field(description="程序版本")]


class Problem(Shape, json_schema_extra={"description": "错误（RFC 9457）"}):
    """RFC 9457 problem."""

    type: Annotated[str, Field(description="错误种类的标识")]
    title: Annotated[str, Field(description="错误种类")]
    status: Annotated[int, Field(description="HTTP 状态码")]
    detail: Annotated[str, Field(description="完整说明")]
    code: Annotated[str, Field(description="错误种类的简码")]
    what: Annotated[str, Field(description="哪里不对")]
    where: Annotated[str, Field("", description="位置：字段、行号或标识")]
    why: Annotated[str, Field("", description="原因")]
    mend: Annotated[str, Field("", description="怎样改正")]


class RecordOut(Shape, json_schema_extra={"description": "知识图谱中的一项，另含该种类自己的字段"}):
    """A record of the graph: its id, kind, label and own fields."""

    id: Annotated[str, Field(description="标识（完整 IRI）")]
    kind: Annotated[str, Field(description="种类")]
    label: Annotated[str, Field(description="名称")]
    href: Annotated[str, Field(description="本接口中的地址")]


class PageOut(Shape, json_schema_extra={"description": "一页"}):
    """One page of records."""

    items: Annotated[list[RecordOut], Field(description="本页各项")]
    total: Annotated[int, Field(description="总数")]
    limit: Annotated[int, Field(description="每页项数")]
    offset: Annotated[int, Field(description="从第几项起")]
    next: Annotated[str | None, Field(description="下一页地址，没有则为 null")]
    graph_version: Annotated[str, Field(description="知识版本")]


class VersionOut(Shape, json_schema_extra={"description": "一个知识版本"}):
    """A published version of the graph."""

    version: Annotated[str, Field(description="版本（内容哈希）")]
    current: Annotated[bool, Field(description="是否正在使用")]


class VersionsOut(Shape, json_schema_extra={"description": "各知识版本"}):
    """The published versions."""

    items: Annotated[list[VersionOut], Field(description="各版本")]
    laws: Annotated[dict[str, object], Field(description="法规库：generation（内容变了就变）、statutes（部数）、versions（版本数）")]


class HealthOut(Shape, json_schema_extra={"description": "服务状态"}):
    """Whether the service is up."""

    status: Annotated[str, Field(description="ok 表示正常")]


class Paging(BaseModel):
    """Which page of a list."""

    limit: Annotated[int, Field(50, ge=1, le=200, description="每页项数，1 至 200")]
    offset: Annotated[int, Field(0, ge=0, le=10_000_000, description="从第几项起")]


class ListQuery(Paging):
    """A list, narrowed to names that contain `q`."""

    q: Annotated[str, Field("", max_length=100, description="名称或要点中包含的文字")]


class PlacedQuery(ListQuery):
    """A list narrowed to one place as well."""

    place: Annotated[str, Field("", max_length=100, description="行政区划名称或代码")]


class AsOf(BaseModel):
    """The day asked about."""

    day: Annotated[str, Field("", max_length=40, description="哪一天，如 2024-03-01；不填为今天")]


class StatuteQuery(PlacedQuery, AsOf):
    """Statutes of a place, of a rank, in force on a day."""

    rank: Annotated[str, Field("", max_length=40, description="效力级别，如 法律、行政法规、地方性法规、责任清单")]
    in_force: Annotated[bool, Field(False, description="只列 day 当日施行的版本")]


class ArticleQuery(ListQuery):
    """Articles of one statute."""

    statute: Annotated[
        str, Field("", max_length=300, description="法规版本的标识，如 渔业法/2025-12-27：列出全部条文，导入了全文的带原文；不填则列图谱引用的条文")
    ]


class SearchQuery(PlacedQuery, AsOf):
    """A search over all kinds."""

    q: Annotated[str, Field(min_length=1, max_length=100, description="要查的文字：名称（新旧都行）、群众说法，或《…》第…条")]
    kind: Annotated[Literal["", "matters", "statutes", "articles", "units", "rulings", "functions", "places"], Field("", description="只查一种，默认全部")]


class QuestionQuery(AsOf):
    """A question in a layman's words."""

    q: Annotated[str, Field(min_length=2, max_length=500, description="一句话，如 邻居半夜装修谁管")]
    place: Annotated[str, Field("", max_length=100, description="行政区划名称或代码；不填则不限地方")]
    kind: Annotated[Literal["", "matter", "article", "ruling", "statute", "department"], Field("", description="只要一种（至多 50 项），默认各种至多 8 项")]
    rank: Annotated[str, Field("", max_length=20, description="法条和法规的位阶，如 法律、行政法规")]
    function: Annotated[str, Field("", max_length=60, description="只要与这一职能有关的，写职能键，如 market")]


class AnswersOut(Shape, json_schema_extra={"description": "一句话的答案，按种类分"}):
    """What answers a question."""

    cited: Annotated[list[dict[str, object]], Field(description="话里引用的法条")]
    matters: Annotated[list[dict[str, object]], Field(description="可能是哪些事项：chance 可能性，leads 当地首问单位，open 表示还要先问一句")]
    articles: Annotated[list[dict[str, object]], Field(description="法条：text 中 passage 标出最能回答的一段；gist_only 表示没有导入全文，只有要点")]
    rulings: Annotated[list[dict[str, object]], Field(description="相近的认定")]
    statutes: Annotated[list[dict[str, object]], Field(description="名称相符的法规")]
    departments: Annotated[list[dict[str, object]], Field(description="名称相符的职能和单位，now 为现由谁承担")]
    full_text: Annotated[bool, Field(description="法条是否按全文查找")]


class ImpactQuery(BaseModel):
    """What a statute is said to replace, and from when."""

    day: Annotated[str, Field("", max_length=40, description="新文本从哪天起施行；不填为文本自己写的")]
    replaces: Annotated[list[str], Field([], max_length=40, description="它取代的法规（可给多次）；不填则从条文和状态里读")]


class ImpactOut(Shape, json_schema_extra={"description": "一部法规修改或取代别的法规，对图谱的影响"}):
    """What becomes of the graph's citations."""

    statute: Annotated[str, Field(description="新文本的标识")]
    day: Annotated[str, Field(description="新文本从哪天起")]
    replaced: Annotated[list[str], Field(description="因它失效的版本的标识")]
    unheld: Annotated[list[str], Field(description="它废止而图谱没有引用的法规")]
    fates: Annotated[list[dict[str, object]], Field(description="图谱引用的旧条文，各自如何：need 为 gone、read、unread、renumber 或 done，new 为承接的条号")]


class HistoryOut(Shape, json_schema_extra={"description": "一部法规的各个版本"}):
    """The versions of a statute."""

    items: Annotated[list[dict[str, object]], Field(description="各版本，新的在前：起止、施行状态、图谱和法规库各有没有")]


class RecordPath(BaseModel):
    """The id of a record in the path."""

    record_id: Annotated[str, Field(description="标识：种类之后的部分（如 路灯损坏），或完整 IRI 的百分号编码")]
