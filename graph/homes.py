"""Which file says what: one theme, one statute, one place a file, so that whoever looks for a
matter, an article or a unit knows where it stands, and an import knows where to put it.

    functions.ttl                     the functions that cases are sent to (functions.tsv of the data)
    roles.ttl                         the narrower ones below them, as statutes call those they name
    matters/THEME.ttl                 matters of a theme (of a wide one, by BRANCHES) and who leads and helps in them nationwide
    conditions/THEME.ttl              the facts that decide in a theme's matters, with the questions to ask
    statutes/RANK/TITLE.ttl           a statute, its versions, articles and grants
    places/divisions/PROVINCE.ttl     the administrative divisions (GB/T 2260)
    places/CODE-NAME.ttl              a place's units, assignments and deadlines
    lists/CODE-NAME.ttl               a place's responsibility lists and papers, entry by entry
    responsibilities/CODE-NAME.ttl    who leads and helps there by its own regulations and lists (a folder, by theme, where there is much)
    rulings/CODE-NAME.ttl             a place's rulings with the responsibilities they give
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

import pyoxigraph as ox

from graph.load import Knowledge
from graph.turtle import leading_comment, write_beside, write_turtle
from ontology.errors import BadKnowledge
from ontology.vocabulary import ELI, RDF, SKOS, SW, iri, local

THEMES: Final = {
    "市容环卫": "city-appearance", "市政设施": "municipal-facilities", "违法建设与规划": "planning", "房屋与物业": "housing",
    "工程质量与施工": "construction", "房产交易与不动产登记": "real-estate", "环境保护": "environment", "供排水与河道": "water",
    "交通运输与出行": "transport", "道路交通与停车": "traffic", "公共安全与治安": "public-security", "消防与安全生产": "fire-and-safety",
    "消费维权与市场秩序": "consumer", "食品药品": "food-and-drugs", "预付与培训退费": "prepayment", "教育": "education", "医疗卫生": "health",
    "医保社保": "social-insurance", "劳动用工与欠薪": "labour", "民政": "civil-affairs", "文化旅游体育娱乐": "culture", "农业农村渔业畜牧": "agriculture",
    "自然资源与林业": "land-and-forest", "园林公园": "parks", "能源与公用事业": "utilities", "动物": "animals", "户政出入境": "residence",
    "政务服务、执法监督与信访": "government-services", "财税金融": "finance", "科技产业与企业服务": "industry", "军人、残疾人、妇女儿童": "care",
    "基层治理": "grassroots", "新业态": "new-business",
}  # fmt: skip
"""The themes of matters and the files they stand in."""
BRANCHES: Final = {
    "殡葬服务与墓地": "civil-affairs-funerals", "养老院服务与收费": "civil-affairs-elderly", "居家养老与助餐": "civil-affairs-elderly",
    "噪声扰民": "environment-noise", "大气污染": "environment-air", "房屋使用安全": "housing-safety",
    "供电服务": "utilities-power", "供水服务": "utilities-water", "燃气服务": "utilities-gas", "供热服务": "utilities-heat",
    "通信服务": "utilities-telecom", "邮政快递综合事项": "utilities-post",
    "铁路综合事项": "transport-rail", "公路路面坑洼": "transport-roads", "收费公路与通行费": "transport-roads", "轮渡码头与水上客运": "transport-water",
    "网购纠纷": "consumer-online", "商品质量": "consumer-goods", "商贸流通": "consumer-commerce", "价格收费": "consumer-prices", "知识产权侵权": "consumer-ip",
}  # fmt: skip
"""Matters of wide themes whose narrower matters stand in a file of their own."""
_RANKS: Final = {
    "法律": "law", "行政法规": "administrative-regulation", "司法解释": "judicial-interpretation", "部门规章": "departmental-rule",
    "地方性法规": "local-regulation", "地方政府规章": "local-rule",
}  # fmt: skip
_NATION: Final = iri("place", "CN")
_BY_THEME: Final = frozenset({iri("place", "310000")})
"""Places of which so much is said that their responsibilities stand by theme, in a folder of the place."""


class Homes:
    """Where each subject of some knowledge belongs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._subjects = knowledge.subjects
        self._decides: dict[str, str] = {}
        for subject in sorted(knowledge.subjects, reverse=True):
            for option in knowledge.subjects[subject].get(str(SW.when), ()):
                self._decides[option.rsplit("/", 1)[0]] = subject
        self._granted_by = {g: s for s, values in knowledge.subjects.items() for g in values.get(str(SW.grants), ())}

    def of(self, subject: str) -> PurePosixPath:
        """Return the path, below the folder of knowledge, of a subject's file; raises BadKnowledge when there is none."""
        kind, place = self._first(subject, RDF.type).removeprefix(str(SW)), self._first(subject, SW.place)
        match kind:
            case "Function":
                return PurePosixPath("roles.ttl" if self._first(subject, SKOS.broader) else "functions.ttl")
            case "Condition" | "Option":
                return self._of_condition(iri("condition", local(subject).split("/")[1]))
            case "Matter":
                return self._of_theme(subject)
            case "Responsibility" if local(subject).startswith("resp/ruling-"):
                return self._of_place("rulings", subject, place)
            case "Responsibility" if place == _NATION:
                return self._of_theme(self._first(subject, SW.matter))
            case "Work" | "Instrument" | "Article" | "Grant":
                return self._of_statute(self._work(subject, kind))
            case "Ruling":
                return self._of_place("rulings", subject, place)
            case "Jurisdiction":
                return self._of_division(subject)
            case "Responsibility":
                home = self._of_place("responsibilities", subject, place)
                return home.with_suffix("") / self._of_theme(self._first(subject, SW.matter)).name if place in _BY_THEME else home
            case "Unit" | "Assignment" | "DeadlineRule":
                return self._of_place("places", subject, place)
        raise BadKnowledge(f"不知道“{kind or '没有类别的主体'}”该放在哪个文件", where=local(subject), mend="给它写上类别（a sw:…）")

    def _first(self, subject: str, prop: object) -> str:
        return next(iter(self._subjects.get(subject, {}).get(str(prop), ())), "")

    def _of_theme(self, matter: str) -> PurePosixPath:
        theme = self._first(matter, SW.theme)
        if theme not in THEMES:
            raise BadKnowledge(f"没有主题“{theme}”", where=local(matter), mend="主题（sw:theme）用这些之一：" + "、".join(THEMES))
        return PurePosixPath("matters", f"{self._branch(matter) or THEMES[theme]}.ttl")

    def _branch(self, matter: str) -> str | None:
        """Return the file of the nearest of a matter and its broader ones that has one of its own."""
        seen: list[str] = []
        while matter and matter not in seen:
            name = local(matter).removeprefix("matter/")
            if name in BRANCHES:
                return BRANCHES[name]
            seen.append(matter)
            matter = self._first(matter, SKOS.broader)
        return None

    def _of_condition(self, condition: str) -> PurePosixPath:
        """Return the file named after the theme of the first matter in which the fact decides."""
        theme = self._first(self._first(self._decides.get(condition, ""), SW.matter), SW.theme)
        return PurePosixPath("conditions", f"{THEMES.get(theme, 'general')}.ttl")

    def _work(self, subject: str, kind: str) -> str:
        """Return the work of a grant, article or version, following what it is part of."""
        above = {
            "Grant": lambda: self._granted_by.get(subject, ""),
            "Article": lambda: self._first(subject, ELI.is_part_of),
            "Instrument": lambda: self._first(subject, ELI.version_of),
        }
        if kind == "Work":
            return subject
        owner = above[kind]()
        if not owner:
            raise BadKnowledge("法规版本、法条或授权没有所属的法规", where=local(subject), mend="写明它属于哪部法规（eli:version_of、eli:is_part_of、sw:grants）")
        return self._work(owner, self._first(owner, RDF.type).removeprefix(str(SW)))

    def _of_statute(self, work: str) -> PurePosixPath:
        rank, place = self._first(work, SW.rank), self._first(work, SW.place)
        if rank in _RANKS:
            return PurePosixPath("statutes", _RANKS[rank], f"{self._first(work, ELI['title'])[:70]}.ttl")
        return PurePosixPath("statutes", "normative-documents.ttl") if place == _NATION else self._of_place("lists", work, place)

    def _of_place(self, folder: str, subject: str, place: str) -> PurePosixPath:
        code, name = self._first(place, SKOS.notation), self._first(place, SKOS.prefLabel)
        if not code:
            raise BadKnowledge("没有写明地方，或地方不存在", where=local(subject), mend="写上 sw:place <place/六位代码>")
        return PurePosixPath(folder, f"{code}-{name}.ttl")

    def _of_division(self, place: str) -> PurePosixPath:
        code = self._first(place, SKOS.notation)
        province = iri("place", f"{code[:2]}0000")
        above = province if province in self._subjects else place
        return PurePosixPath("places", "divisions", f"{self._first(above, SKOS.notation)}-{self._first(above, SKOS.prefLabel)}.ttl")


def arranged(knowledge: Knowledge, folder: Path) -> dict[Path, str]:
    """Return the text of every file that the knowledge makes below a folder; leading comments are kept."""
    homes = Homes(knowledge)
    of: dict[str, PurePosixPath] = {}
    by_file: dict[PurePosixPath, list[ox.Triple]] = {}
    for triple in knowledge.triples:
        subject = triple.subject.value  # type: ignore[union-attr]
        if subject not in of:
            of[subject] = homes.of(subject)
        by_file.setdefault(of[subject], []).append(triple)
    texts = {}
    for relative, triples in by_file.items():
        path = folder / relative
        comment = leading_comment(path.read_text(encoding="utf-8")) if path.exists() else ""
        texts[path] = write_turtle(triples, comment=comment)
    return texts


def rearrange(texts: Mapping[Path, str], files: Iterable[Path], *, only_look: bool = False) -> list[Path]:
    """Write what differs, remove files that no longer say anything; return the paths concerned, sorted."""
    changed = [p for p, text in texts.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    emptied = [p for p in files if p not in texts]
    if not only_look:
        for path in changed:
            write_beside(path, texts[path])
        for path in emptied:
            path.unlink()
    return sorted([*changed, *emptied])
