"""Proposals that are no ruling, each from a blank form to the next answer in a real browser: split, matter, reassignment, repeal, unit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from office_town import CONTENT, OfficeTown
from playwright import sync_api
from test_ninghai_morning import address, led, office_town  # noqa: F401
from test_office_browser import Browser, browser, pytestmark, shot  # noqa: F401

from graph import store
from ontology.vocabulary import iri
from resolver.encode import Encoder

TODAY, NEXT_YEAR = dt.date(2026, 11, 25), dt.date(2027, 3, 1)
LAMP = "村里的太阳能路灯坏了一半，老人晚上出门看不见路"
CABINET = "小区楼道里摆了个无人宠物寄存柜，寄存柜里的猫整夜叫，又闷又臭没人打扫"
GYM = "公园里的健身器材坏了，摇摇晃晃没人修"
CUSTOMS = "我从国外买的包裹被海关扣了，清关手续一直办不下来，海关电话没人接"
WATER = "我养虾蟹的，在镇上农资店买了改水质的水产投放剂，用完虾蟹死了一大片，店家不认账，这事哪个部门管？"


def published(of: Browser, kind: str, fields: dict[str, str], start: str = "") -> sync_api.Page:
    """Lead a form, filled in by a curator, to its publishing by a reviewer, whose page is returned."""
    curator, reviewer = of.of("张敏"), of.of("李强")
    curator.goto(start or f"/curate/new/{kind}")
    for name, value in fields.items():
        field = curator.locator(f"#f-{name}")
        (field.select_option if field.evaluate("e => e.tagName") == "SELECT" else field.fill)(value)
    curator.get_by_role("button", name="检查").click()
    sync_api.expect(curator.locator("#tally")).not_to_contain_text("错误")
    shot(curator, f"journey-{kind}-1")
    curator.get_by_role("button", name="保存并提交审核").click()
    sync_api.expect(curator.get_by_role("status")).to_contain_text("已提交")
    number = re.search(r"\d{4}-\d{5}", curator.url)
    assert number
    reviewer.goto(f"/curate/{number[0]}")
    assert "w3id.org" not in reviewer.locator("main").inner_text()
    shot(reviewer, f"journey-{kind}-2")
    reviewer.get_by_role("button", name="审核通过").click()
    reviewer.get_by_role("button", name="发布").click()
    sync_api.expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    shot(reviewer, f"journey-{kind}-3")
    return reviewer


def part(number: int, label: str, told: str, lead: str) -> dict[str, str]:
    at = f"into-{number}-"
    return {
        f"{at}label": label,
        f"{at}phrases": told,
        f"{at}terms": label,
        f"{at}scope": f"{label}；别处的路灯见路灯不亮",
        f"{at}lead-0": lead,
        f"{at}basis-0": "《城市照明管理规定》第四条",
    }


def test_a_vague_matter_is_split(browser: Browser, office_town: OfficeTown, encoder: Encoder) -> None:  # noqa: F811
    before = led(office_town.home, encoder, LAMP, day=TODAY)
    told = [
        "\n".join(f"背街小巷的灯{n}天没亮" for n in range(1, 6)),
        "村里的太阳能路灯坏了一半\n村里路灯不亮了好几盏归谁管\n村道上装的太阳能灯全不亮\n乡下路灯的电池被雨淋坏了\n村口太阳能灯晚上只亮一会儿",
    ]
    published(browser, "split", {
        "jurisdiction": "宁海县", "matter": "路灯不亮、损坏、漏电", **part(0, "背街路灯故障", told[0], "宁海县综合行政执法局"), **part(1, "村庄太阳能路灯故障", told[1], "宁海县农业农村局"),
        "reason": "一个事项里有两个部门的事", "source": "首问即办工作组会议纪要",
    })  # fmt: skip
    assert led(office_town.home, encoder, LAMP, day=TODAY) == (("assign", "宁海县农业农村局"),) != before
    graph = store.open_version(office_town.home)
    assert "村里的太阳能路灯坏了一半" not in graph.matters.need(iri("matter", "路灯故障")).phrases, "what was copied from the vague matter has moved"


def test_what_a_split_may_take_over_is_shown(browser: Browser, office_town: OfficeTown) -> None:  # noqa: F811
    curator = browser.of("张敏")
    curator.goto("/curate/new/split?place=宁海县&matter=水产养殖投入品损害")
    sync_api.expect(curator.locator("#of-matter li").first).to_be_visible()
    curator.locator("#f-matter").fill("路灯不亮、损坏、漏电")
    sync_api.expect(curator.locator("#of-matter")).to_contain_text("路灯")


def test_a_matter_nobody_listed(browser: Browser, office_town: OfficeTown, encoder: Encoder) -> None:  # noqa: F811
    before = led(office_town.home, encoder, CABINET, day=TODAY)
    phrases = "\n".join(["楼道里摆了个宠物寄存柜", "寄存柜里的猫整夜叫", "无人宠物寄存柜没人打扫", "扫码存狗的柜子又闷又臭", "宠物柜里的狗没人喂"])
    published(browser, "matter", {
        "jurisdiction": "宁海县", "label": "无人宠物寄存柜扰民", "theme": "市容环卫", "phrases": phrases, "terms": "宠物寄存柜\n存宠柜", "scope": "无人值守的宠物寄存柜的噪声和异味；宠物店见宠物店扰民",
        "lead-0": "宁海县综合行政执法局", "helpers-0-unit": "市场监督管理局", "helpers-0-duty": "核查经营主体", "basis-0": "《城市市容和环境卫生管理条例》第四条", "reason": "新业态", "source": "会议纪要",
    })  # fmt: skip
    assert led(office_town.home, encoder, CABINET, day=TODAY) == (("assign", "宁海县综合行政执法局"),) != before


def test_a_function_moves_to_another_unit(browser: Browser, office_town: OfficeTown, encoder: Encoder) -> None:  # noqa: F811
    before = (("assign", "宁海县文化和广电旅游体育局"),)
    assert led(office_town.home, encoder, GYM, day=NEXT_YEAR) == before
    page = published(
        browser,
        "reassignment",
        {"jurisdiction": "宁海县", "function": "体育", "unit": "宁海县教育局", "on": "2027-01-01", "reason": "机构改革", "source": "三定规定"},
    )
    sync_api.expect(page.locator(".change.new h3")).to_contain_text("体育：宁海县教育局")
    assert led(office_town.home, encoder, GYM, day=NEXT_YEAR) == (("assign", "宁海县教育局"),)
    assert led(office_town.home, encoder, GYM, day=dt.date(2026, 12, 31)) == before, "the day before it is as it was"


def test_a_unit_nobody_entered(browser: Browser, office_town: OfficeTown, encoder: Encoder) -> None:  # noqa: F811
    name = "宁波海关驻宁海办事处"
    assert name not in str(led(office_town.home, encoder, CUSTOMS, day=TODAY))
    published(browser, "unit", {"jurisdiction": "宁海县", "label": name, "function": "海关", "reason": "办过件，没有登记", "source": "来件记录"})
    assert led(office_town.home, encoder, CUSTOMS, day=TODAY)[0][1] == name  # type: ignore[index]


def test_a_ruling_is_repealed_from_its_page(browser: Browser, office_town: OfficeTown, encoder: Encoder) -> None:  # noqa: F811
    water: dict[str, Any] = CONTENT | {
        "matter": "水产养殖投入品损害", "lead": "市场监督管理局", "helpers": [], "basis": [], "disputed_between": [], "facts": "养殖户用了改水投放剂后虾蟹成批死亡，两局都说归对方管",
        "number": "宁编办〔2020〕15号", "decided_on": "2020-08-31", "reason": "按商品消费纠纷定", "phrases": ["买了改水的药，虾蟹全死了"],
    }  # fmt: skip
    before = led(office_town.home, encoder, WATER, day=NEXT_YEAR)
    client, curator, reviewer = office_town.client(), office_town.bearing("张敏", "propose"), office_town.bearing("李强", "review", "publish")
    address_of = client.post("/api/v1/proposals", json=water, headers=curator).headers["Location"]
    for step, headers in (("submit", curator), ("approve", reviewer), ("publish", reviewer)):
        assert client.post(f"{address_of}/{step}", headers=headers).status_code == 200, step
    assert led(office_town.home, encoder, WATER, day=NEXT_YEAR) == (("assign", "宁海县市场监督管理局"),) != before
    page = browser.of("张敏")
    page.wait_for_timeout(1_000)
    page.goto(f"/id/ruling/330226/2020-08-{iri('matter', '水产养殖投入品损害').rsplit('/', 1)[1]}")
    sync_api.expect(page.locator("main")).to_contain_text("买了改水的药，虾蟹全死了")
    shot(page, "journey-repeal-0")
    start = page.get_by_role("link", name="起草废止").get_attribute("href")
    assert start
    published(browser, "repeal", {"on": "2027-01-01", "reason": "依法归农业农村局", "source": "复核纪要"}, start)
    assert led(office_town.home, encoder, WATER, day=NEXT_YEAR) == before
    assert led(office_town.home, encoder, WATER, day=TODAY) == (("assign", "宁海县市场监督管理局"),)
