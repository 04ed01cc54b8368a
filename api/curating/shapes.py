"""The shapes of proposals and of the ledger in the REST interface, with their Chinese descriptions."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from api.schemas import Paging, Shape
from api.spec import REF

State = Literal["draft", "submitted", "reviewed", "published", "returned", "withdrawn"]


class ProposalIn(Shape, json_schema_extra={"description": "提案的内容；各种类的字段见《提案文件》。写得不全也收，提交时再查"}):
    """The content of a proposal, as sent."""

    kind: Annotated[str, Field(description="种类：ruling 认定、scheme 主次协同、analogy 参照类比、tracing 溯源、responsibility 职责调整、matter 新增事项、split 问题拆分、reassignment 职能划转、repeal 废止、succession 法条承接")]
    jurisdiction: Annotated[str, Field("", description="地方：名称或区划代码")]
    matter: Annotated[str, Field("", description="事项：名称或标识")]
    reason: Annotated[str, Field("", description="理由")]
    source: Annotated[str, Field("", description="出处")]


class ProposalOut(Shape, json_schema_extra={"description": "一份提案"}):
    """A proposal as it stands."""

    id: Annotated[str, Field(description="提案号")]
    kind: Annotated[str, Field(description="种类")]
    title: Annotated[str, Field(description="题名")]
    state: Annotated[State, Field(description="draft 草稿、submitted 待审核、reviewed 待发布、published 已发布、returned 已退回、withdrawn 已撤回")]
    jurisdiction: Annotated[str, Field(description="地方的区划代码，读不出时为空")]
    matter: Annotated[str, Field(description="事项的标识，读不出时为空")]
    content: Annotated[dict[str, Any], Field(description="内容")]
    drafter: Annotated[str, Field(description="起草人的账号")]
    reviewer: Annotated[str, Field(description="审核人的账号")]
    created: Annotated[str, Field(description="起草时刻（UTC）")]
    updated: Annotated[str, Field(description="最近变动的时刻（UTC）")]
    base_version: Annotated[str, Field(description="写这一稿时的知识版本")]
    revision: Annotated[int, Field(description="第几稿；修改时放进 If-Match")]
    entry: Annotated[int | None, Field(description="发布后在台账里的序号")]
    returned_because: Annotated[str, Field(description="退回的理由")]
    source_name: Annotated[str | None, Field(description="原件的文件名")]


class EventOut(Shape, json_schema_extra={"description": "提案经过的一步"}):
    """A step that was taken."""

    time: Annotated[str, Field(description="时刻（UTC）")]
    who: Annotated[str, Field(description="谁")]
    what: Annotated[str, Field(description="做了什么")]
    words: Annotated[str, Field(description="意见或理由")]
    revision: Annotated[int, Field(description="之后是第几稿")]


class ProposalDetailOut(ProposalOut, json_schema_extra={"description": "一份提案和它的经过"}):
    """A proposal with its history."""

    events: Annotated[list[EventOut], Field(description="经过，先后为序")]


class ProposalsOut(Shape, json_schema_extra={"description": "一页提案，最近动过的在前"}):
    """A page of proposals."""

    items: Annotated[list[ProposalOut], Field(description="提案")]
    counts: Annotated[dict[str, int], Field(description="各状态有多少份（不论筛选）")]
    limit: Annotated[int, Field(description="每页项数")]
    offset: Annotated[int, Field(description="从第几项起")]


class ProblemAtOut(Shape, json_schema_extra={"description": "检查出的一处问题"}):
    """Something wrong at a field."""

    field: Annotated[str, Field(description="字段，如 helpers.0.duty；空为整份")]
    level: Annotated[Literal["error", "warning"], Field(description="error 挡住提交，warning 要留意")]
    message: Annotated[str, Field(description="哪里不对，怎样改")]
    about: Annotated[list[str], Field(description="牵涉到的各项的标识")]


class CheckOut(Shape, json_schema_extra={"description": "检查的结果"}):
    """What a check found."""

    errors: Annotated[int, Field(description="多少处错误")]
    problems: Annotated[list[ProblemAtOut], Field(description="各处问题")]
    changes: Annotated[list[ChangeOut], Field(description="会改变什么；有错误时为空")]


class FieldChangeOut(Shape, json_schema_extra={"description": "一个字段的前后"}):
    """One field before and after."""

    label: Annotated[str, Field(description="字段的名称")]
    old: Annotated[str, Field(description="以前")]
    new: Annotated[str, Field(description="以后")]


class ChangeOut(Shape, json_schema_extra={"description": "改变的一项"}):
    """One thing that changes."""

    kind: Annotated[Literal["new", "changed", "gone"], Field(description="new 新增、changed 改动、gone 去掉")]
    what: Annotated[str, Field(description="是什么：认定、职责、事项……")]
    title: Annotated[str, Field(description="名称")]
    id: Annotated[str, Field(description="标识")]
    rows: Annotated[list[FieldChangeOut], Field(description="各字段的前后")]


class EntryOut(Shape, json_schema_extra={"description": "台账的一条"}):
    """An entry of the ledger."""

    number: Annotated[int, Field(description="序号")]
    version: Annotated[str, Field(description="发布后的知识版本")]
    parent: Annotated[str | None, Field(description="之前的知识版本，第一条为 null")]
    kind: Annotated[str, Field(description="knowledge 知识更新、proposal 提案、rollback 撤回")]
    about: Annotated[str, Field(description="提案号，没有则为空")]
    drafter: Annotated[str, Field(description="起草人")]
    reviewer: Annotated[str, Field(description="审核人")]
    reason: Annotated[str, Field(description="理由")]
    source: Annotated[str, Field(description="出处")]
    time: Annotated[str, Field(description="时刻（UTC）")]
    previous: Annotated[str, Field(description="前一条的哈希")]
    hash: Annotated[str, Field(description="这一条的哈希")]


class EntryDetailOut(EntryOut, json_schema_extra={"description": "台账的一条和它改变了什么"}):
    """An entry with what it changed."""

    changes: Annotated[list[ChangeOut], Field(description="改变了什么；第一条不列")]


class EntriesOut(Shape, json_schema_extra={"description": "台账，新的在前"}):
    """Entries of the ledger."""

    items: Annotated[list[EntryOut], Field(description="各条")]
    older: Annotated[int | None, Field(description="更早的从 before=这个序号 起，没有则为 null")]


class PreviewOut(Shape, json_schema_extra={"description": "预览进行得怎样，有什么结果"}):
    """How a preview stands."""

    state: Annotated[Literal["running", "done", "failed"], Field(description="running 进行中、done 做完、failed 没做成")]
    current: Annotated[bool, Field(description="是否就是现在这一稿、现在的知识版本")]
    done: Annotated[int, Field(0, description="重答了多少件")]
    total: Annotated[int, Field(0, description="一共多少件")]
    message: Annotated[str, Field("", description="没做成的原因")]
    verdicts: Annotated[dict[str, int], Field(default_factory=dict, description="变差、不同、变好各多少件")]
    changes: Annotated[list[dict[str, Any]], Field(default_factory=list, description="改变的答复，前后和原因")]


class ProposalPath(BaseModel):
    """The id of a proposal in the path."""

    proposal_id: Annotated[str, Field(description="提案号，如 2026-00001", max_length=20)]


class ProposalsQuery(Paging):
    """Which proposals are listed."""

    state: Annotated[Literal["", State], Field("", description="只列一种状态")]
    drafter: Annotated[str, Field("", max_length=100, description="只列一人起草的（账号）")]
    place: Annotated[str, Field("", max_length=100, description="只列一地的：名称或代码")]


class EntryPath(BaseModel):
    """The number of an entry in the path."""

    number: Annotated[int, Field(description="台账的序号", ge=1, le=2_000_000_000)]


class EntriesQuery(BaseModel):
    """Which entries are listed."""

    before: Annotated[int, Field(0, ge=0, le=2_000_000_000, description="只列序号小于它的；0 为从最新起")]
    limit: Annotated[int, Field(50, ge=1, le=200, description="最多多少条")]


class IfMatch(BaseModel):
    """Which revision was seen."""

    if_match: Annotated[str, Field("", alias="If-Match", description="您看到的是第几稿（ETag），必须写", max_length=40)]


CheckOut.model_rebuild()

_EXAMPLE: Final = {
    "kind": "ruling", "jurisdiction": "宁海县", "matter": "水产养殖投入品造成养殖损失", "facts": "养殖户用了改水投放剂后虾蟹大批死亡，两局都说归对方",
    "disputed_between": ["农业农村局", "市场监督管理局"], "lead": "农业农村局", "helpers": [{"unit": "市场监督管理局", "duty": "协调消费纠纷"}], "doctrine": "主次协同",
    "basis": ["《渔业法》第六条"], "number": "宁编办〔2020〕16号", "decided_by": "县委编办", "decided_on": "2020-08-31", "reason": "农业部门有检测能力", "source": "宁波晚报",
}  # fmt: skip
CONTENT_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "description": "提案的内容", "content": {"application/json": {"schema": {"$ref": f"{REF}ProposalIn"}, "example": _EXAMPLE}}}
}
WORDS_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": False, "description": "意见或理由；退回、撤回发布时必须写",
        "content": {"application/json": {"schema": {"type": "object", "description": "words：意见或理由", "properties": {"words": {"type": "string", "maxLength": 2000, "description": "意见或理由"}}}}},
    }
}  # fmt: skip
