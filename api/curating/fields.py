"""What a form asks for, by kind of proposal: the fields in order, their words, and what they offer to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from curation.proposals.succession import GRANTS, RANKS

Form = Literal["line", "long", "lines", "day", "choice", "flag", "rows", "picks", "groups"]
LISTS: Final = ("rows", "picks")
"""Forms of a list of single values: a row each, or some ticked of those offered."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the contract as a form asks for it. `offers`: the list it suggests from, which is also what its value refers to;
    `choices`: all it may be; `columns`: the fields of each group; `each`: what a group is called where groups stand one below another;
    `wide`: takes the whole width."""

    name: str
    label: str
    form: Form = "line"
    hint: str = ""
    offers: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    wide: bool = False
    tall: int = 3
    each: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under a heading; `folded`: shown only when opened, unless something stands in it."""

    title: str
    fields: tuple[Field, ...]
    about: str = ""
    folded: bool = False


DOCTRINES: Final = ("", "法定依据", "清单", "先例", "问题拆分", "主次协同", "参照类比", "溯源", "属地", "首交兜底")
PARTS: Final = ("配合", "属地", "监督", "权属", "兜底")
ALL_PARTS: Final = ("首问", *PARTS)
URGENCIES: Final = ("一般", "紧急")
CATEGORIES: Final = ("非数字城管投诉", "数字城管投诉", "咨询建议")

PLACE: Final = Field("jurisdiction", "地方", hint="县、市、区名称或区划代码", offers="place")
MATTER: Final = Field("matter", "事项", hint="输入几个字，从目录里选", offers="matter")
LEADS: Final = Field("lead", "首问单位", "rows", hint="写两个以上即并行首问", offers="unit")
LEAD_DUTY: Final = Field("lead_duty", "首问单位做什么", hint="不写即“受理并主办”", wide=True)
HELPERS: Final = Field(
    "helpers", "配合单位", "groups",
    columns=(Field("unit", "单位", offers="unit"), Field("part", "角色", "choice", choices=PARTS), Field("duty", "做什么")),
)  # fmt: skip
NEW_UNITS: Final = Section(
    "新单位", (Field("units", "图里还没有的单位", "groups", columns=(Field("name", "全称"), Field("function", "主要职能", offers="function"))),),
    "上面写到的单位，图里还没有登记的，在这里写明全称和职能，随提案一并登记。", folded=True,
)  # fmt: skip
BASIS: Final = Field("basis", "依据", "rows", hint="写成 《渔业法》第二十八条；也可写本地清单或认定", offers="basis", wide=True)
FOLLOWS: Final = Field("follows", "遵循的先例", "picks", hint="照着定的以往认定，勾选；没有就不选", offers="precedent", wide=True)
REASON: Final = Field("reason", "理由", "long", hint="为什么这样定；与上位依据不同的，写明为什么", wide=True)
SOURCE: Final = Field("source", "出处", hint="哪份文件、会议或报道", wide=True)
FROM: Final = Field("from", "从哪天起", "day")
FACTS: Final = Field("facts", "案情", "long", hint="谁、何时、何地、因何起争议，各方怎么说", wide=True, tall=4)
TOLD: Final = Field("phrases", "群众原话", "lines", hint="自己的话，一行一句；说法与此相近的来件，更容易对上这份认定", wide=True)
DISPUTED: Final = Field("disputed_between", "争议各方", "rows", offers="unit")
PAPER: Final = (
    Field("number", "文号", hint="如 宁编办〔2020〕16号"), Field("decided_by", "认定机关", hint="如 县委编办"), Field("decided_on", "认定日期", "day"),
    replace(FROM, label="生效日期", hint="不填即认定日期"), Field("title", "标题", hint="不填即“某事项的首问责任认定”", wide=True),
    Field("supersedes", "取代哪份认定", hint="本地已有、由这一份代替的认定", offers="ruling", wide=True),
    Field("case_only", "只管这一案", "flag", hint="个案：只及于与此相同的案情，不作一般先例", wide=True), SOURCE,
)  # fmt: skip


def _ruling(*more: Field, matter: tuple[Field, ...] = (), paper: tuple[Field, ...] = PAPER) -> tuple[Section, ...]:
    return (
        Section("争议", (PLACE, MATTER, *matter, FACTS, TOLD, DISPUTED)),
        Section("结论", (LEADS, LEAD_DUTY, HELPERS)),
        NEW_UNITS,
        Section("依据和理由", (Field("doctrine", "认定方法", "choice", choices=DOCTRINES), BASIS, FOLLOWS, *more, REASON)),
        Section("文书", paper),
    )


_MATTER: Final = (
    Field("phrases", "群众怎么说", "lines", hint="每行一句，至少五句；照来电人的说法写", wide=True, tall=6),
    Field("terms", "常见词", "lines", hint="每行一个，可不写", wide=True), Field("scope", "范围", "long", hint="包括什么，不包括什么，不包括的去哪里", wide=True),
)  # fmt: skip
SECTIONS: Final[Mapping[str, tuple[Section, ...]]] = {
    "ruling": _ruling(),
    "scheme": _ruling(paper=tuple(f for f in PAPER if f.name not in ("number", "decided_by"))),
    "analogy": _ruling(matter=(Field("analogous_to", "参照哪个事项", hint="已有依据、与此最相近的事项", offers="matter"),)),
    "tracing": _ruling(Field("traced", "溯源的步骤", "lines", hint="每行一步，从现场到源头", wide=True, tall=4)),
    "responsibility": (
        Section("调整什么", (PLACE, MATTER, Field("amends", "取代哪项职责", hint="修改现有职责时选；新增则留空", offers="responsibility", wide=True))),
        Section("职责", (
            Field("part", "角色", "choice", choices=ALL_PARTS), Field("unit", "单位", hint="与“职能”二者写一", offers="unit"),
            Field("function", "职能", hint="不指定单位，由承担这项职能的单位办理", offers="function"), Field("duty", "做什么", wide=True),
            Field("when", "仅当", "rows", hint="只在这些情形下适用；都适用则留空", offers="option", wide=True),
        )),
        NEW_UNITS,
        Section("依据和期限", (BASIS, FROM, Field("until", "到哪天止", "day", hint="不含当日；没有止期则留空"), REASON, SOURCE)),
    ),
    "matter": (
        Section("事项", (
            PLACE, Field("label", "事项名称", hint="如 平衡车占道行驶"), Field("theme", "主题", "choice", choices=("",)),
            Field("broader", "上位事项", "rows", hint="更宽泛的事项，可不写", offers="matter"), *_MATTER,
            Field("urgency", "缓急", "choice", choices=URGENCIES), Field("category", "办理类别", "choice", choices=CATEGORIES),
        )),
        Section("谁来办", (LEADS, LEAD_DUTY, HELPERS)),
        NEW_UNITS,
        Section("依据和理由", (BASIS, FROM, REASON, SOURCE)),
    ),
    "split": (
        Section("拆哪个事项", (PLACE, MATTER)),
        Section("拆成什么", (Field("into", "拆出的事项", "groups", wide=True, each="拆出的事项", columns=(
            Field("label", "事项名称", wide=True), *_MATTER, LEADS, HELPERS, BASIS,
        )),), "一个笼统的事项拆成几个具体的，各有各的首问单位。原事项的说法可以移到拆出的事项里。"),
        NEW_UNITS,
        Section("理由", (REASON, SOURCE)),
    ),
    "reassignment": (
        Section("划转", (
            PLACE, Field("function", "哪项职能", offers="function"), Field("unit", "划给哪个单位", offers="unit"), Field("on", "从哪天起", "day"),
        )),
        NEW_UNITS,
        Section("依据和理由", (BASIS, REASON, SOURCE)),
    ),
    "unit": (
        Section("单位", (
            PLACE, Field("label", "单位全称", hint="如 宁海县医疗保障局"), Field("function", "主要职能", offers="function"), FROM,
        )),
        Section("理由", (REASON, SOURCE)),
    ),
    "repeal": (
        Section("废止", (
            PLACE, Field("what", "废止什么", hint="本地的一份认定、一项职责，或本地对一个事项的全部规定", offers="repealed", wide=True),
            Field("on", "从哪天起", "day"), Field("successor", "由什么接替", hint="接替它的认定，可不写", offers="ruling", wide=True),
        )),
        Section("理由", (REASON, SOURCE)),
    ),
    "succession": (
        Section("新文本", (
            PLACE, Field("statute", "法规名称", hint="如 生态环境法典"), Field("version", "版本", "day", hint="公布或修订的日子"), replace(FROM, label="施行日期"),
            Field("rank", "位阶", "choice", hint="图里已有这部法规的不用选", choices=("", *RANKS)), Field("first_day", "最早一版的日子", "day", hint="新制定的、图里已有的不用填"),
            Field("ends", "到期的旧文本", "rows", hint="随之失效的旧法或旧版本，写名称", offers="version", wide=True), Field("title", "标题", hint="这份提案叫什么", wide=True),
        )),
        Section("承接", (Field("articles", "哪条承接哪条", "groups", wide=True, each="条文", columns=(
            Field("old", "旧条", hint="写成 《噪声污染防治法》第八条", offers="basis"), Field("new", "新条号", hint="第五百四十八条 或 548；整部法规写“整部”"),
            Field("gist", "新条的要旨", hint="用自己的话，一句", wide=True),
            Field("grants", "新条授权", "groups", columns=(Field("function", "职能", offers="function"), Field("grant", "做什么", "choice", choices=("", *GRANTS)))),
            Field("verified", "已与原文核对", "flag", hint="读过新条原文，授权的部门确实写着", wide=True),
            Field("keep", "不移的事项", "rows", hint="这些事项的职责不改引新条", offers="matter", wide=True),
        )),), "以旧条为据的职责、职能承担，都加引新条；到哪天引哪条，由两个文本的施行期间定。"),
        Section("理由", (REASON, SOURCE)),
    ),
}  # fmt: skip
"""The forms, by kind of proposal (curation/proposals/model.py)."""

WHEN_TO_USE: Final = {
    "ruling": "两个以上单位都说不归自己管，由编办裁定谁首问、谁配合，出认定书",
    "scheme": "一件事长期要几个单位一起办：定下谁牵头、谁配合，作为长效安排",
    "analogy": "新事物，没有哪部法写到：比照最相近的事项确定由谁办",
    "tracing": "现象在这里、根子在别处：沿着源头一步步追到该管的行业",
    "responsibility": "现有职责要改：换单位、换依据、加条件、定期限",
    "matter": "群众反映了目录里没有的事：新立一个事项并定下由谁办",
    "split": "一个事项太笼统，里面其实归不同部门：拆成几个具体的",
    "reassignment": "机构改革、三定调整：一项职能从一个单位转到另一个单位",
    "unit": "办过件、却没有登记的单位：写明全称和主要职能，登记进来",
    "repeal": "认定、职责不再适用：写明从哪天起停止",
    "succession": "法律修订或有了新法：旧条由哪条承接，职责改引新条",
}
"""One line on when each kind is the right one."""


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind, those within groups left out."""
    return tuple(field for section in SECTIONS[kind] for field in section.fields)


def label_of(kind: str, path: str) -> str:
    """Return what a field of a content is called: helpers.0.duty → 配合单位 1 做什么."""
    words: list[str] = []
    level = fields_of(kind) if kind in SECTIONS else ()
    for step in path.split("."):
        if step.isdigit():
            words.append(str(int(step) + 1))
            continue
        found = next((field for field in level if field.name == step), None)
        if found is None:
            return " ".join(words)
        words.append(found.label)
        level = found.columns
    return " ".join(words)
