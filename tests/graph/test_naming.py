"""A text names a department in full, or in a list that says 部门 once for all; nothing else counts."""

from __future__ import annotations

import pytest

from graph.naming import Names, names_it, said_here


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("由文物行政部门责令改正。", "文物行政部门"),
        ("联席会议由宣传、文化和旅游主管部门共同召集。", "宣传部门"),
        ("由交通运输、铁路监督管理、民用航空等部门按照职责责令改正。", "民用航空部门"),
        ("文化旅游、规划资源、房屋管理、退役军人事务等部门分类保护。", "房屋管理部门"),
        ("发展改革、教育、公安、财政等有关部门协同实施。", "教育主管部门"),
    ],
)
def test_a_department_named_in_full_or_within_a_list(text: str, name: str) -> None:
    assert names_it(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("加强宣传，由文化和旅游主管部门组织。", "宣传部门"),
        ("开展教育活动。有关部门予以支持。", "教育主管部门"),
        ("由公安机关、交通运输主管部门处理。", "民用航空部门"),
        ("城市轨道交通运营单位应当维护、保养。", "城市轨道交通运营单位主管部门"),
    ],
)
def test_what_is_no_naming_does_not_count(text: str, name: str) -> None:
    assert not names_it(text, name)


def test_a_longer_name_of_another_department_is_no_naming() -> None:
    text = "排水行政主管部门应当设立举报电话。"
    assert names_it(text, "水行政主管部门")
    assert not names_it(text, "水行政主管部门", ["排水行政主管部门"])
    assert names_it("水行政主管部门和排水行政主管部门负责。", "水行政主管部门", ["排水行政主管部门"])
    assert names_it("由政府价格主管部门处罚。", "价格主管部门", ["政府价格主管部门"]), "the same department, said with its government"


@pytest.mark.parametrize(
    ("text", "named"),
    [("由公安机关处罚。", True), ("公安、交通运输等部门负责。", True), ("构成违反治安管理行为的，依法处罚。", False), ("占用公安消防通道的，责令改正。", False)],
)
def test_a_stem_counts_only_where_an_office_follows(text: str, named: bool) -> None:
    assert Names((), ("公安",)).stands_in(text) is named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("国务院商务主管部门负责对直销企业实施监督管理。", "商务主管部门"),
        ("特种作业人员的范围由国务院应急管理部门会同国务院有关部门确定。", "应急管理部门"),
        ("国务院公安、卫生等部门按照职责分工实施监督管理。地方各级人民政府加强领导。", "卫生部门"),
        ("经国务院交通主管部门或者省、自治区、直辖市人民政府批准的车辆免交通行费。", "交通主管部门"),
    ],
)
def test_the_ministry_alone_gives_a_countys_office_nothing(text: str, name: str) -> None:
    assert names_it(text, name)
    assert not Names((name,), ()).stands_in(text)
    assert Names((name,), (), vertical=True).stands_in(text), "its local offices are the ministry's own"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("国务院交通主管部门主管全国公路工作。县级以上地方人民政府交通主管部门主管本行政区域内的公路工作。", "交通主管部门"),
        ("国务院和地方人民政府交通主管部门负责公路工作。", "交通主管部门"),
        ("国务院商务主管部门、县级以上地方人民政府商务主管部门受理投诉。", "商务主管部门"),
        ("按照国务院规定报有审批权的生态环境主管部门审批。", "生态环境主管部门"),
        ("国务院水利、商务等部门按照规定的职责分工实施监督。县级以上地方人民政府有关部门按照规定的职责分工实施监督。", "水利部门"),
        ("国务院农业主管部门主管全国的工作。县级以上地方人民政府负责该项工作的部门，由省级人民政府规定。", "农业主管部门"),
    ],
)
def test_a_local_office_is_named_beside_the_ministry_or_left_to_its_task(text: str, name: str) -> None:
    assert Names((name,), ()).stands_in(text)


def test_what_is_left_of_a_text_is_what_it_says_here() -> None:
    assert said_here("国务院民政部门主管全国慈善工作，县级以上地方人民政府民政部门主管本地慈善工作。") == "｜，县级以上地方人民政府民政部门主管本地慈善工作。"
