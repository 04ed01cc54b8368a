"""The Ninghai morning: four disputes, entered from the newspaper's telling by a curator and published by a reviewer in a real browser.

Each answer changes as ruled; elsewhere nothing changes; the 认定书 of each opens in a word processor's library.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from chromium import served
from office_town import PEOPLE, OfficeTown
from playwright import sync_api
from test_office_browser import Browser, browser, pytestmark, shot  # noqa: F401

from api.samples import samples
from graph import store
from ontology.model import Case
from resolver.encode import Encoder
from resolver.pipeline import Resolver

SEED = "000_7166deafc81bfe83.txt"
FILINGS = "回收站的车拉铁沫，洒得满路都是\n路上一地铁屑，扫干净过两天又有，轮胎被扎"
DISPUTES: dict[str, tuple[int, tuple[str, ...], str, dict[str, str]]] = {
    "water additive": (0, ("虾塘用了改水的药第二天全死了，店家和两个局都推",), "宁海县农业农村局", {"helpers-0-unit": "市场监督管理局", "helpers-0-duty": "配合协调消费纠纷"}),
    "iron filings": (
        1, ("路面上全是铁沫，开车轮胎被扎，清扫干净过几天又有", "铁沫回收站门口路上都是铁屑，轮胎扎破了找谁", "废铁站掉的铁屑扎了车胎", "跃龙街道那段路又撒满铁屑，车胎被扎，旁边就是回收站"),
        "宁海县商务局", {"phrases": FILINGS},
    ),
    "balance-bike school": (2, ("给孩子报的平衡车课预付了八千，教练跑了不退钱",), "宁海县商务局", {}),
    "dance school": (3, ("孩子的舞蹈培训学校停办了，剩下的课时费不退",), "宁海县教育局", {}),
}  # fmt: skip
"""Which draft of the article, how it may be told the next day (not as the paper tells it; once in ten characters), who leads, what the curator adds."""


@pytest.fixture(scope="module")
def office_town(before_rulings: Path, linked: Callable[[Path, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeTown]:
    """Return a town whose county has not ruled on anything yet."""
    import people

    from api.accounts import passwords

    usual, passwords.HASHER = passwords.HASHER, people.QUICK
    town = OfficeTown(linked(before_rulings, tmp_path_factory.mktemp("morning") / "home"))
    for name, role in PEOPLE:
        town.add(name, role)
    yield town
    passwords.HASHER = usual


@pytest.fixture(scope="module")
def address(office_town: OfficeTown) -> Iterator[str]:
    with served(office_town.app) as served_at:
        yield served_at


@pytest.fixture
def seed(pack: Path) -> str:
    path = pack.parent / "seeds" / SEED
    if not path.exists():
        pytest.skip(f"报道原文不在 {path}：这个测试跳过")
    return path.read_text(encoding="utf-8")


def led(home: Path, encoder: Encoder, text: str = "", place: str = "宁海县", day: dt.date = dt.date(2020, 12, 1)) -> tuple[object, ...]:
    """Return what is answered to a text in a place on a day after the rulings; for no text, to the samples and to what other places ruled."""
    resolver = Resolver(store.open_version(home), encoder)
    graph = resolver.graph
    if text:
        cases = [Case("t", text, day, place=graph.find_place(place).id)]
    else:
        cases = [Case("s", s.text, day) for s in samples().values()]
        cases += [Case(r.id, r.facts, day, place=r.place) for r in graph.rulings if not r.place.endswith("330226")]
    return tuple((a.outcome, a.lead and a.lead.name) for a in resolver.resolve_many(cases))


@pytest.mark.proof
def test_four_disputes_become_rulings_before_noon(browser: Browser, office_town: OfficeTown, seed: str, encoder: Encoder) -> None:  # noqa: F811
    elsewhere = led(office_town.home, encoder)
    for name, (draft, tellings, lead, more) in DISPUTES.items():
        curator, reviewer = browser.of("张敏"), browser.of("李强")
        curator.goto("/curate/new")
        curator.locator("#text").fill(seed)
        curator.get_by_role("button", name="读出草稿").click()
        curator.get_by_role("button", name="用这份草稿").nth(draft).click()
        said = curator.locator("#f-phrases").input_value()
        assert said.count("，") >= 1, f"{name}: how it was told is read from the paper"
        if "phrases" in more:
            more = more | {"phrases": f"{said}\n{more['phrases']}"}
        for field, value in {"jurisdiction": "宁海县", "source": "宁波晚报 2020-11-26 A4", "number": f"宁编办认〔2020〕{draft + 1}号", "lead-0": lead, **more}.items():
            curator.locator(f"#f-{field}").fill(value)
        if not curator.locator("#f-doctrine").input_value():
            curator.locator("#f-doctrine").select_option("法定依据")
        if not curator.locator("#f-reason").input_value():
            curator.locator("#f-reason").fill("经审查认定")
        curator.get_by_role("button", name="保存并提交审核").click()
        sync_api.expect(curator.get_by_role("status")).to_contain_text("已提交")
        number = re.search(r"\d{4}-\d{5}", curator.url)
        assert number, name
        reviewer.goto(f"/curate/{number[0]}")
        shot(reviewer, f"morning-{draft}")
        reviewer.get_by_role("button", name="审核通过").click()
        reviewer.get_by_role("button", name="发布").click()
        sync_api.expect(reviewer.get_by_role("status")).to_contain_text("已发布")
        for text in tellings:
            assert led(office_town.home, encoder, text) == (("assign", lead),), (name, text)
        paper = reviewer.request.get(f"/curate/{number[0]}/ruling.docx")
        told = "\n".join(p.text for p in docx.Document(io.BytesIO(paper.body())).paragraphs)
        assert "认定书" in told
        assert lead in told
        assert f"宁编办认〔2020〕{draft + 1}号" in told
    assert led(office_town.home, encoder) == elsewhere
