"""Aligning an old text to a new one, on statutes made up for it."""

from __future__ import annotations

import random
import time

import pytest

from graph.laws.model import LawArticle
from graph.laws.successors import Succession, align, align_all, plain

OLD = {
    "1": "为了管好城镇的路灯，保障夜间出行安全，制定本法。",
    "2": "县级以上人民政府照明主管部门负责本地路灯的建设、维护和监督检查。",
    "3": "路灯熄灭的，养护单位应当自接到报修之日起三日内修复；灯杆倾斜、倒伏的，应当立即设置围挡并抢修。",
    "4": "新建道路应当同步配建路灯，路灯与道路同时设计、同时施工、同时投入使用。",
    "5": "任何单位和个人不得在灯杆上私拉电线、悬挂广告牌或者晾晒衣物。",
    "6": "违反本法第五条规定的，由照明主管部门责令改正，处二百元以上一千元以下的罚款。",
    "7": "路灯养护经费列入本级财政预算，专款专用，每年向社会公布使用情况。",
    "8": "乡村路灯由村民委员会负责日常看护，所需电费由乡镇人民政府补助。",
    "9": "照明主管部门每半年组织一次灯光亮度检测，检测结果向社会公开。",
    "10": "本法自2010年1月1日起施行。",
}
NEW = {
    "1": "为了管好城镇的路灯，保障夜间出行安全，制定本法。",  # as it was
    "2": "路灯工作坚持节能优先、便民利民的原则。",  # new
    "3": "县级以上人民政府照明主管部门负责本地路灯的建设、维护和监督检查。",  # 2, renumbered
    "4": "新建、改建道路应当同步配建路灯，路灯与道路同时设计、同时施工、同时投入使用，并优先选用节能灯具。",  # 4, reworded
    "5": "路灯熄灭的，养护单位应当自接到报修之日起二日内修复。",  # 3, first half
    "6": "灯杆倾斜、倒伏的，养护单位应当立即设置围挡并抢修；造成人身损害的，依法承担责任。",  # 3, second half
    "7": "任何单位和个人不得在灯杆上私拉电线、悬挂广告牌或者晾晒衣物。",  # 5, renumbered
    "8": "违反本法第七条规定的，由照明主管部门责令改正，处二百元以上一千元以下的罚款。",  # 6, but for the number referred to
    "9": "路灯养护经费列入本级财政预算，专款专用，每年向社会公布使用情况；照明主管部门每半年组织一次灯光亮度检测，检测结果一并公开。",  # 7 and 9
    "10": "本法自2020年1月1日起施行。",
}


def law(texts: dict[str, str], title: str = "路灯法", version: str = "2010-01-01") -> list[LawArticle]:
    return [LawArticle(title, version, number, f"第{number}条", "", text, n) for n, (number, text) in enumerate(texts.items())]


@pytest.fixture(scope="module")
def found() -> dict[str, Succession]:
    return {s.old: s for s in align(law(OLD), law(NEW, version="2020-01-01"))}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("1", "1", "same"), ("2", "3", "renumbered"), ("3", "5", "reworded"), ("4", "4", "reworded"), ("5", "7", "renumbered"), ("6", "8", "renumbered"),
        ("7", "9", "reworded"), ("8", None, "gone"), ("9", "9", "reworded"), ("10", "10", "reworded"),
    ],
)  # fmt: skip
def test_every_article_finds_what_took_its_place(found: dict[str, Succession], old: str, new: str | None, kind: str) -> None:
    assert (found[old].new, found[old].kind) == (new, kind)


def test_a_split_article_names_its_other_part_and_a_merged_one_what_it_was_merged_with(found: dict[str, Succession]) -> None:
    assert found["3"].others == ("6",)
    assert (found["7"].merged, found["9"].merged) == (("9",), ("7",))
    assert len(found["8"].others) == 3, "what is gone names what comes nearest"


def test_likeness_is_exact_and_one_only_for_the_same_text(found: dict[str, Succession]) -> None:
    assert {s.old for s in found.values() if s.likeness == 1} == {"1", "2", "5", "6"}
    before, after = plain(OLD["10"]), plain(NEW["10"])
    same = sum(a == b for a, b in zip(before, after, strict=True))
    assert found["10"].likeness == pytest.approx(same / len(before), abs=0.06)


def test_the_same_article_of_another_statute_is_renumbered_not_the_same() -> None:
    (one,) = align(law({"1": OLD["3"]}), law({"1": OLD["3"]}, title="照明法"))
    assert (one.kind, one.new) == ("renumbered", "1")


def test_position_settles_what_the_words_leave_open() -> None:
    """Two chapters that say the same of two things: each article goes to that of its own chapter."""
    def chapter(what: str) -> list[str]:
        return [f"{what}的管理人应当登记造册，登记内容包括名称、数量、位置。", "管理人应当每日巡查并作记录，记录保存一年。", f"禁止擅自拆除{what}。"]

    old = law({str(n): t for n, t in enumerate([*chapter("灯杆"), *chapter("配电箱")], 1)})
    new = law({str(n): t for n, t in enumerate(["总的原则是安全第一。", *chapter("灯杆"), "过渡条款另行规定。", *chapter("配电箱")], 1)}, version="2020-01-01")
    assert [s.new for s in align(old, new)] == ["2", "3", "4", "6", "7", "8"]


def test_sanctions_shared_by_all_make_nothing_alike() -> None:
    fine = "处五日以上十日以下拘留，可以并处五百元以下罚款；情节较轻的，处五日以下拘留或者五百元以下罚款。"
    old = law({"1": "偷砍路边行道树的，" + fine, "2": "在河堤上挖沙取土的，" + fine})
    new = law({"1": "在河堤上挖沙取土的，" + fine.replace("五百", "二千"), "2": "夜间鸣放烟花爆竹扰民的，" + fine}, version="2020-01-01")
    assert [s.new for s in align(old, new)] == [None, "1"]


def test_several_old_statutes_go_into_one_in_their_own_order() -> None:
    parts = align_all([law(OLD), law({"1": OLD["4"]}, title="道路法")], law(NEW, title="照明法典", version="2020-01-01"))
    assert [len(p) for p in parts] == [10, 1]
    assert (parts[1][0].new, parts[0][3].new) == ("4", "4")


@pytest.mark.parametrize(("old", "new"), [({}, NEW), (OLD, {}), ({}, {}), ({"1": ""}, {"1": ""}), ({"1": "，。"}, {"1": "好"})])
def test_empty_texts_are_borne(old: dict[str, str], new: dict[str, str]) -> None:
    found = align(law(old), law(new))
    assert len(found) == len(old)
    assert all(s.new is None or s.new in new for s in found)


def test_a_code_against_ten_laws_takes_seconds() -> None:
    """1,200 articles against ten laws of some 900, of made-up words: the budget is 10 s CPU for the whole impact."""
    words = ["路灯", "灯杆", "河堤", "行道树", "配电箱", "井盖", "护栏", "管线", "围挡", "广告牌", "养护单位", "主管部门", "应当", "不得", "报告", "登记", "巡查", "修复", "公布", "罚款"]
    pick = random.Random(1)
    code = {str(n): "".join(pick.choices(words, k=60)) for n in range(1, 1201)}
    olds = [law({str(n): code[str(base * 90 + n)][:90] + "".join(pick.choices(words, k=6)) for n in range(1, 91)}, title=f"第{base}法") for base in range(10)]
    began = time.process_time()
    found = align_all(olds, law(code, title="法典"))
    assert time.process_time() - began < 20, "a benchmark's figure is 4 s; this only catches what grew past all bounds"
    right = sum(s.new == str(base * 90 + int(s.old)) for base, part in enumerate(found) for s in part)
    assert right >= 0.98 * 900
