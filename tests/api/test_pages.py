"""The pages through Flask's client: the dispatcher's page without JavaScript, fields, escaping, records."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
import stand_in
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from api.samples import samples
from api.worksheet import work_order
from ontology.explanation import Explanation
from ontology.model import Deadline, Decision, MatterHit

SHRIMP = {"text": "虾死了一大片", "jurisdiction": "宁海县", "district": "", "date": "2020-08-15"}


def post(client: FlaskClient, **fields: str) -> tuple[int, str]:
    answer = client.post("/", data=SHRIMP | fields)
    return answer.status_code, answer.get_data(as_text=True)


def error_of(page: str, field: str) -> str:
    found = re.search(rf'id="error-{field}"[^>]*>([^<]*)<', page)
    assert found, field
    return html.unescape(found[1])


def test_the_start_page_has_today_and_the_samples(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert 'value="2026-11-21"' in page
    assert page.count("/?sample=") == len(samples()) >= 12


def test_what_an_answer_names_opens_on_the_day_and_at_the_place_of_the_case(client: FlaskClient) -> None:
    _, page = post(client)
    links = re.findall(r'href="(/id/[^"]*)"', html.unescape(page))
    assert [link for link in links if "day=2020-08-15&place=" not in link] == []
    for kind in ("matter", "statute", "unit", "ruling"):
        assert any(link.startswith(f"/id/{kind}/") for link in links), kind


def test_the_answer_shows_everything(client: FlaskClient) -> None:
    status, page = post(client)
    assert status == 200
    for words in (
        "直接派单", "宁海县农业农村局", "91%", "宁海县市场监督管理局", "协办", "跃龙街道办事处", "属地", "查处无照",
        "5</b> 个工作日", "主次协同", "《渔业法》第六条", "县级以上渔业行政主管部门主管本地渔业", "2013年12月28日至2026年4月30日有效",
        "本地认定", "未核实", "仅供参考", "考虑过而未采用", "相近认定", "证据构成", "可能的主办单位", "<svg", "工单文本",
        stand_in.VERSION[:12],
    ):  # fmt: skip
        assert words in page, words


def test_htmx_gets_only_the_answer(client: FlaskClient) -> None:
    answer = client.post("/", data=SHRIMP, headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert "<html" not in page
    assert "宁海县农业农村局" in page
    assert answer.headers["Vary"] == "HX-Request"


def test_without_javascript_a_question_is_answered_by_its_button(client: FlaskClient) -> None:
    _, asked = post(client, text="路灯坏了", jurisdiction="奉节县")
    assert 'name="facts[handed-over]" value="yes"' in asked
    assert "需问一句" in asked
    _, settled = post(client, text="路灯坏了", jurisdiction="奉节县", **{"facts[handed-over]": "no"})
    assert "直接派单" in settled
    assert "奉节县住房和城乡建设委员会" in settled
    assert "这段路是否已移交市政管理？" in settled, "the settled fact stays in sight"


def test_a_fact_does_not_pass_to_another_text(client: FlaskClient) -> None:
    _, settled = post(client, text="路灯坏了", **{"facts[handed-over]": "no"})
    mark = re.search(r'name="facts_for" value="(\w+)"', settled)
    assert mark
    _, same = post(client, text="路灯坏了 ", **{"facts[handed-over]": "no", "facts_for": mark[1]})
    _, other = post(client, text="另一盏路灯坏了", **{"facts[handed-over]": "no", "facts_for": mark[1]})
    assert "直接派单" in same
    assert "需问一句" in other


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": "  "}, "text", "为空"),
        ({"text": "坏" * 100_000}, "text", "20,000"),
        ({"jurisdiction": "不存在的地方"}, "jurisdiction", "不认识的地方"),
        ({"district": "不存在的街"}, "district", "不存在的街"),
        ({"date": "2023-02-30"}, "date", "日期"),
        ({"date": "1700-01-01"}, "date", "超出范围"),
    ],
)
def test_a_mistake_is_shown_at_its_field(client: FlaskClient, fields: dict[str, str], field: str, words: str) -> None:
    status, page = post(client, **fields)
    assert status == 400
    assert words in error_of(page, field)
    for other in {"text", "jurisdiction", "district", "date"} - {field}:
        assert error_of(page, other) == ""
    assert "没有派单" in page


def test_all_mistakes_are_shown_at_once(client: FlaskClient) -> None:
    _, page = post(client, text="", jurisdiction="不存在的地方", date="x")
    assert all(error_of(page, field) for field in ("text", "jurisdiction", "date"))


def test_a_mistake_mended_is_no_longer_shown(client: FlaskClient) -> None:
    page = client.post("/", data=SHRIMP, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert page.count('hx-swap-oob="true"') == 4
    assert error_of(page, "text") == ""


def test_markup_in_a_case_is_text(client: FlaskClient) -> None:
    evil = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
    for text in (evil, f"一、路灯{evil}。二、虾{evil}"):
        _, page = post(client, text=text, district='"><script>alert(2)</script>')
        assert "<script>alert" not in page
        assert "<img" not in page
        _, page = post(client, text=text)
        assert "<script>alert" not in page
        assert "<img" not in page


def test_several_demands_have_a_card_each(client: FlaskClient) -> None:
    _, page = post(client, text="一、路灯坏了半个月。二、虾死了一大片。")
    assert page.count('<article class="card') == 2
    assert "诉求一" in page
    assert "诉求二" in page


def test_joint_leads_are_all_shown(client: FlaskClient) -> None:
    _, page = post(client, text="房产证办不下来")
    assert "并行主办" in page
    for name in ("西宁市城乡建设局", "西宁市不动产登记服务中心"):
        assert f"<li>{name}</li>" in page


def test_a_day_yet_to_come_is_answered_and_pointed_out(client: FlaskClient) -> None:
    assert "日期在今天之后" in post(client, date="2098-01-01")[1]
    assert "日期在今天之后" not in post(client)[1]


def test_what_the_caller_was_asked_goes_into_the_work_order(client: FlaskClient) -> None:
    told = client.post("/text", data={"text": "路灯坏了", "jurisdiction": "奉节县", "facts[handed-over]": "no"}).get_data(as_text=True)
    assert told.startswith("已问明：")


def test_an_urgent_matter_is_called_urgent_and_a_text_not_understood_is_not_sent_to_the_office() -> None:
    plain = Decision("1", "assign", "", None, (), (), (), (), (), "", Explanation(), "", "")
    urgent = replace(plain, matters=(MatterHit("m", "燃气泄漏与抢险", 0.9, "紧急"),), deadline=Deadline(15, "工作日", ""))
    unread = replace(plain, outcome="refer")
    assert "诉求事项：燃气泄漏与抢险（紧急）" in work_order(urgent)
    assert "办理时限：至多 15 个工作日" in work_order(urgent)
    assert work_order(unread).startswith("处理意见：先问清再派")


def test_the_text_for_the_work_order(client: FlaskClient) -> None:
    answer = client.post("/text", data=SHRIMP)
    assert answer.mimetype == "text/plain"
    text = answer.get_data(as_text=True)
    for line in (
        "处理意见：直接派单", "主办单位：宁海县农业农村局（把握 91%）", "办理时限：5 个工作日（一般投诉类，五个工作日内办结）",
        "配合单位（属地）：跃龙街道办事处，就地协助调查与安抚", "依据 2：《渔业法》第六条：县级以上渔业行政主管部门主管本地渔业",
        "参考：固安县农资质量纠纷认定：农业农村局主办（未核实）",
    ):  # fmt: skip
        assert line in text


def test_a_case_is_never_cached_or_put_into_an_address(client: FlaskClient) -> None:
    answer = client.post("/", data=SHRIMP)
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'method="post"' in answer.get_data(as_text=True)
    assert client.get("/?text=虾死了").get_data(as_text=True).count("宁海县农业农村局") == 0


def test_no_page_needs_anything_from_elsewhere(app: OpenAPI, client: FlaskClient) -> None:
    for path in ("/", "/?sample=ninghai-shrimp", "/matters", "/statutes", "/rulings", "/docs"):
        answer = client.get(path)
        page = answer.get_data(as_text=True)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r'\sstyle="|\son\w+="', page), path


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/matters", "水产养殖投入品造成养殖损失"),
        ("/matters?q=改水的药", "共 1 项"),
        ("/matters?q=没有这样的事", "没有符合的事项"),
        ("/matters?offset=x", "路灯损坏"),
        ("/statutes", "2026年5月1日起施行"),
        ("/rulings", "水产投放剂致虾蟹死亡首问责任认定"),
        ("/id/matter/水产养殖投入品损害", "受理、检测投入品并调解"),
        ("/id/matter/路灯损坏", "这段路是否已移交市政管理？"),
        ("/id/statute/渔业法", "2025-12-27"),
        ("/id/statute/渔业法/2013-12-28", "第六条"),
        ("/id/statute/渔业法/2013-12-28/6", "以此为据的职责"),
        ("/id/ruling/330226/2020-08-水产投放剂", "宁海县委编办"),
        ("/id/unit/330226/农业农村局", "宁海县农业农村局"),
        ("/id/place/330226", "宁海县市场监督管理局"),
        ("/id/function/agriculture", "农业农村"),
    ],
)
def test_records_can_be_read(client: FlaskClient, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


def test_a_responsibility_leads_to_its_matter(client: FlaskClient) -> None:
    answer = client.get("/id/resp/1")
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200


def test_places_are_suggested(client: FlaskClient) -> None:
    assert "浙江省宁波市宁海县" in client.get("/places?for=jurisdiction&jurisdiction=宁海").get_data(as_text=True)
    assert "宁海县" in client.get("/places?for=district&jurisdiction=宁波市").get_data(as_text=True)
    assert client.get("/places?for=district&jurisdiction=不存在").get_data(as_text=True).strip() == ""
