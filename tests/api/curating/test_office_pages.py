"""The office's pages without a browser: who sees what, what is refused and how, and that nothing typed is lost."""

from __future__ import annotations

import io
import re

import pytest
from office_town import FIELDS, OfficeTown, send, text_of

from api.curating import worklist
from ontology.vocabulary import iri

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_who_may_open_what(office_town: OfficeTown) -> None:
    number = office_town.proposed()
    pages = {"/curate": 200, f"/curate/{number}": 200, "/versions": 200, "/versions/1": 200, "/quarrels": 200, "/curate/papers": 200, "/curate/matter/路灯故障": 200}
    drafting = ("/curate/new", "/curate/new/ruling", f"/curate/{number}/edit")
    for name, sees, drafts in (("张敏", True, True), ("赵法", True, True), ("李强", True, False), ("王派", False, False)):
        client = office_town.someone(name)
        for path in pages:
            assert client.get(path).status_code == (200 if sees else 403), (name, path)
        for path in drafting:
            theirs = path.endswith("/edit") and name != "张敏"
            assert client.get(path).status_code == (403 if not drafts else 302 if theirs else 200), (name, path)
        assert ("编办" in text_of(client.get("/matters"))) is sees, "the bar shows only what may be opened"
    assert office_town.client().get("/curate").status_code == 302


def test_every_form_opens_and_takes_hostile_words(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    for kind in ("ruling", "scheme", "analogy", "tracing", "responsibility", "matter", "split", "reassignment", "repeal", "succession"):
        assert client.get(f"/curate/new/{kind}").status_code == 200
        answer = send(client, f"/curate/new/{kind}", jurisdiction=HOSTILE, matter=HOSTILE, label=HOSTILE, reason=HOSTILE, what=HOSTILE, function=HOSTILE, unit=HOSTILE)
        assert answer.status_code == 302, kind
        for path in (answer.headers["Location"], answer.headers["Location"].split("?")[0] + "/edit?checked=1", "/curate"):
            page = client.get(path)
            assert page.status_code == 200, path
            assert "<script>alert" not in page.get_data(as_text=True) and "<img src=x" not in page.get_data(as_text=True), path


def test_a_draft_that_cannot_be_submitted_is_saved_and_says_why_at_the_field(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    answer = send(client, "/curate/new/ruling", then="submit", **FIELDS | {"lead.0": "没有的局"})
    page = client.get(answer.headers["Location"])
    assert "已保存，还不能提交" in text_of(page)
    assert re.search(r'id="found-f-lead-0">\s*<li class="level-error">[^<]*没有登记单位“没有的局”', page.get_data(as_text=True))


def test_an_analogy_is_proposed_from_the_case_and_taken_over(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    told = {"jurisdiction": "宁海县", "facts": "校门口小店卖萝卜刀，孩子拿着互相捅，市场监管局和教育局都说没有哪部法管"}
    assert 'name="follow"' not in client.get("/curate/new/analogy").get_data(as_text=True), "nothing is told yet"
    page = send(client, "/curate/findings", kind="analogy", **told).get_data(as_text=True)
    offered = re.findall(r'name="follow" value="([^"]+)"', page)
    assert 1 <= len(offered) <= 4
    assert "玩具、文具、婴童用品质量" in offered
    assert "由宁海县市场监督管理局首问（《产品质量法》" in page
    taken = send(client, "/curate/new/analogy", follow="玩具、文具、婴童用品质量", **told).get_data(as_text=True)
    for name, value in {"analogous_to": "玩具、文具、婴童用品质量", "lead.0": "宁海县市场监督管理局", "basis.0": "《产品质量法》第十七条"}.items():
        assert re.search(rf'name="{re.escape(name)}" value="{value}"', taken), name
    kept = send(client, "/curate/new/analogy", follow=offered[0], **told | {"lead.0": "教育局"}).get_data(as_text=True)
    assert re.search(r'name="lead.0" value="教育局"', kept), "what was typed stays"


def test_findings_while_typing(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    quick = send(client, "/curate/findings", kind="ruling", **FIELDS | {"basis.0": "《不存在法》第三条", "reason": ""})
    assert "无法核对" in quick.get_data(as_text=True)
    assert "还有 1 项没写" in quick.get_data(as_text=True)
    assert "没有写理由" not in quick.get_data(as_text=True), "nobody is told off for what they have not come to yet"
    whole = send(client, "/curate/findings?whole=1", kind="ruling", **FIELDS)
    assert "上位依据" in whole.get_data(as_text=True), "conflicts with what stands are shown after a trial"
    assert send(client, "/curate/findings", kind="乱").status_code == 404


def test_like_rulings_are_offered_as_precedents_and_kept_when_ticked(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    told = FIELDS | {"facts": "养殖户用了改水投放剂后虾蟹成批死亡，农业、市场监管两局都说归对方管", "matter": "水产养殖投入品造成养殖损失"}
    while_typing = send(client, "/curate/findings", kind="ruling", **told).get_data(as_text=True)
    assert re.search(r'id="like-rulings" hx-swap-oob="true">\s*<div class="pick"><label><input[^>]*value="水产投放剂致虾蟹死亡的首问责任认定"', while_typing)
    typed = told | {"follows.59": "水产投放剂致虾蟹死亡的首问责任认定", "follows.0": "没有的认定"}
    page = send(client, "/curate/new/ruling", check="1", **typed).get_data(as_text=True)
    assert re.search(r'name="follows.1" value="水产投放剂致虾蟹死亡的首问责任认定" checked', page), "what was typed beside the list stands ticked in it"
    assert re.search(r'name="follows.0" value="没有的认定"', page), "nothing typed is lost"
    assert re.search(r'id="found-f-follows-0">\s*<li class="level-error">[^<]*没有认定“没有的认定”', page)
    answer = send(client, "/curate/new/ruling", **told | {"follows.3": "水产投放剂致虾蟹死亡的首问责任认定"})
    number = answer.headers["Location"].split("?")[0].rsplit("/", 1)[-1]
    content = client.get(f"/api/v1/proposals/{number}").get_json()["content"]
    assert content["follows"] == [iri("ruling", "330226", "2020-08-水产投放剂")]
    assert re.search(r"遵循先例\s*水产投放剂致虾蟹死亡的首问责任认定", text_of(client.get(f"/curate/{number}")))
    assert re.search(r'value="水产投放剂致虾蟹死亡的首问责任认定" checked', client.get(f"/curate/{number}/edit").get_data(as_text=True))


def test_another_row_keeps_what_was_typed(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    page = send(client, "/curate/new/ruling", more="helpers", **FIELDS).get_data(as_text=True)
    assert 'name="helpers.1.unit"' in page and "提供道路移交情况" in page
    before = len(text_of(client.get("/curate")))
    assert before, "nothing was saved by it"


def test_two_editors_meet_a_conflict_and_lose_nothing(office_town: OfficeTown) -> None:
    first, second = office_town.someone("张敏"), office_town.someone("陈编")
    number = send(first, "/curate/new/ruling", **FIELDS).headers["Location"].split("/")[2].split("?")[0]
    assert send(first, f"/curate/{number}/edit", revision="1", **FIELDS | {"reason": "张敏的理由"}).status_code == 302
    answer = send(second, f"/curate/{number}/edit", revision="1", **FIELDS | {"reason": "陈编的理由"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "张敏的理由" in page and page.count("陈编的理由") >= 2
    assert 'name="revision" value="2"' in page
    refused = send(second, f"/curate/{number}/edit", revision="2", **FIELDS | {"reason": "并到一起的理由"})
    assert refused.status_code == 403 and "您不能修改" in text_of(refused) and "接手" in text_of(refused) and "并到一起的理由" in refused.get_data(as_text=True)
    assert send(second, f"/curate/{number}/take-over", revision="2", words="合并两稿").status_code == 302
    assert send(second, f"/curate/{number}/edit", revision="3", **FIELDS | {"reason": "并到一起的理由"}).status_code == 302
    for revision in ("", "x", "99999999999"):
        assert send(second, f"/curate/{number}/edit", revision=revision, **FIELDS).status_code == 400


def test_a_draft_is_taken_over_on_its_page(office_town: OfficeTown) -> None:
    number = office_town.proposed()
    first, second = office_town.someone("张敏"), office_town.someone("陈编")
    sent = second.get(f"/curate/{number}/edit")
    assert "由别人起草" in text_of(second.get(sent.headers["Location"]))
    assert "接手这份提案" in text_of(second.get(f"/curate/{number}")) and "接手这份提案" not in text_of(first.get(f"/curate/{number}"))
    assert "撤回这份提案" not in text_of(second.get(f"/curate/{number}")), "another's draft is not withdrawn"
    refused = send(second, f"/curate/{number}/withdraw", revision="1")
    assert refused.status_code == 403 and "由 张敏 起草" in text_of(refused)
    taken = send(second, f"/curate/{number}/take-over", revision="1", words="张敏休假")
    page = text_of(second.get(taken.headers["Location"]))
    assert "已接手" in page and "原起草人 张敏；张敏休假" in page
    assert ("陈编", "接手提案", number) in office_town.deeds()
    assert second.get(f"/curate/{number}/edit").status_code == 200
    assert first.get(f"/curate/{number}/edit").status_code == 302
    assert send(office_town.someone("李强"), f"/curate/{number}/take-over", revision="2").status_code == 403, "a reviewer drafts nothing"


def test_steps_that_are_refused_say_why_on_the_page(office_town: OfficeTown) -> None:
    drafter, reviewer = office_town.someone("张敏"), office_town.someone("李强")
    number = send(drafter, "/curate/new/ruling", then="submit", **FIELDS).headers["Location"].split("/")[2].split("?")[0]
    assert send(drafter, f"/curate/{number}/approve", revision="2").status_code == 403, "no reviewer"
    office_town.add("兼编审", "curator", "reviewer")
    both = office_town.someone("兼编审")
    own = send(both, "/curate/new/ruling", then="submit", **FIELDS).headers["Location"].split("/")[2].split("?")[0]
    refused = send(both, f"/curate/{own}/approve", revision="2")
    assert refused.status_code == 403 and "不能审核" in text_of(refused)
    assert "审核通过" not in text_of(both.get(f"/curate/{own}")).split("经过")[0]
    stale = send(reviewer, f"/curate/{number}/approve", revision="1", words="很好")
    assert stale.status_code == 409 and "在此期间被改过" in text_of(stale) and "很好" in stale.get_data(as_text=True)
    silent = send(reviewer, f"/curate/{number}/return", revision="2", words=" ")
    assert silent.status_code == 400 and "退回没有写理由" in text_of(silent)
    assert send(reviewer, f"/curate/{number}/publish", revision="2").status_code == 409
    assert send(reviewer, f"/curate/{number}/return", revision="2", words=HOSTILE).status_code == 302
    assert "<script>alert" not in drafter.get(f"/curate/{number}").get_data(as_text=True)
    assert "退回给我的" in text_of(drafter.get("/curate"))
    assert ("李强", "退回提案", number) in office_town.deeds()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("坏.docx", b"not a docx", "不是一个 .docx 文件"), ("空.txt", b"  ", "文件是空的"), ("图.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是文字文件"),
        ("乱.txt", b"\x81\x20\xff\xff\xfe\x80\x80", "编码认不出"), ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版文档"), ("../../etc/passwd", b"", "文件是空的"),
    ],
)  # fmt: skip
def test_a_paper_that_cannot_be_read_is_refused_in_chinese(office_town: OfficeTown, name: str, data: bytes, why: str) -> None:
    client = office_town.someone("张敏")
    from people import csrf_of

    answer = client.post("/curate/read", data={"csrf_token": csrf_of(client, "/account"), "paper": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert why in text_of(answer)


def test_pasted_text_becomes_a_draft_with_its_paper(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    text = "关于环城路路灯问题的会议纪要\n宁海县环城路路灯整月不亮，县交通运输局认为应由县综合行政执法局负责。\n经研究，由县综合行政执法局为首问责任单位，县交通运输局配合。\n2026年11月10日\n" + HOSTILE
    answer = send(client, "/curate/read", text=text, place="宁海县")
    page = client.get(answer.headers["Location"])
    assert "综合行政执法局" in text_of(page) and "第3行" in text_of(page)
    assert "<script>alert" not in page.get_data(as_text=True)
    taken = send(client, answer.headers["Location"] + "/0")
    number = taken.headers["Location"].split("/")[2]
    for address in (taken.headers["Location"], f"/curate/{number}"):
        page = client.get(address)
        assert page.status_code == 200
        told = re.findall(r'<ul class="from-paper".*?</ul>', page.get_data(as_text=True), flags=re.S)
        assert any("为首问责任单位" in each and "第3行" in each and "有把握" in each for each in told), "the paper's words stand beside the field"
        assert "原件里没有用到的话" in text_of(page)
        assert "<script>alert" not in page.get_data(as_text=True) and "&lt;script&gt;" in page.get_data(as_text=True)
    assert "<mark>" in page.get_data(as_text=True)
    other = office_town.proposed()
    assert "from-paper" not in client.get(f"/curate/{other}").get_data(as_text=True), "no paper, no words of one"
    paper = client.get(f"/curate/{number}/source")
    assert paper.get_data(as_text=True) == text
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert client.get(answer.headers["Location"] + "x/../..").status_code in (301, 308, 404)


def test_too_much_text_is_shown_again_with_the_reason(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    answer = send(client, "/curate/new/ruling", facts="长" * 120_000, reason="写了很久的理由")
    assert answer.status_code == 400
    assert "太长" in text_of(answer) and "写了很久的理由" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/curate/2999-00001", "/curate/new/乱", "/versions/999", "/versions/99999999999999", "/curate/read/abc", "/quarrels/abc", "/quarrels/330226/matter/没有", "/curate/matter/没有", "/curate/papers/330226/2026-11-01/x.exe"])
def test_what_is_not_there_is_a_chinese_page(office_town: OfficeTown, path: str) -> None:
    answer = office_town.someone("张敏").get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.get_data(as_text=True)


def test_the_map_leads_to_a_prepared_proposal(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    assert client.get("/quarrels?place=宁海县").headers["Location"] == "/quarrels/330226"
    page = client.get("/quarrels/330226").get_data(as_text=True)
    first = re.search(r'class="what"><a href="([^"]+)"', page)
    assert first
    one = client.get(first[1]).get_data(as_text=True)
    draft = re.search(r'class="button" href="([^"]+)"', one)
    assert draft
    form = client.get(draft[1].replace("&amp;", "&"))
    assert form.status_code == 200
    assert "w3id.org" not in text_of(form) and 'value="https' not in form.get_data(as_text=True)


def test_a_long_map_is_turned_page_by_page_and_keeps_what_was_chosen(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    first = client.get("/quarrels/330226?kind=contradiction").get_data(as_text=True)
    onward = re.search(r'<a href="([^"]+)">下一页</a>', first)
    assert onward
    assert onward[1].replace("&amp;", "&") == "/quarrels/330226?kind=contradiction&offset=30"
    second = client.get(onward[1].replace("&amp;", "&")).get_data(as_text=True)
    assert '<span class="rank-no num">31</span>' in second and '<span class="rank-no num">30</span>' not in second
    listed = [re.findall(r'class="what"><a href="([^"]+)"', page) for page in (first, second)]
    assert len(listed[0]) == 30 and not set(listed[0]) & set(listed[1])
    assert "没有这样的疑点" in client.get("/quarrels/330226?offset=100000").get_data(as_text=True)


def test_the_list_of_proposals_counts_what_is_narrowed_and_turns_pages(office_town: OfficeTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 1)
    client = office_town.someone("张敏")
    for _ in range(2):
        office_town.proposed()
    page = client.get("/curate?place=宁海县").get_data(as_text=True)
    counted = re.search(r">全部<span>(\d+)</span>", page)
    assert counted and int(counted[1]) >= 2
    assert f"共 {counted[1]} 项，显示第 1 至 1 项" in page
    onward = re.search(r'<a href="([^"]+)">下一页</a>', page)
    assert onward and onward[1].endswith("offset=1#all") and "place=" in onward[1]
    rest = client.get(onward[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "显示第 2 至 2 项" in rest and "上一页" in rest
    nobody = client.get("/curate?by=没有这个人").get_data(as_text=True)
    assert ">全部<span>0</span>" in nobody and "没有这样的提案" in nobody


def test_papers_of_a_place_and_of_a_proposal(office_town: OfficeTown) -> None:
    client = office_town.someone("张敏")
    assert "boundary.xlsx" in client.get("/curate/papers?place=宁海县&day=2026-11-01").get_data(as_text=True)
    assert client.get("/curate/papers?place=哪里也不是").status_code == 400
    sheet = client.get("/curate/papers/330226/2026-11-01/boundary.xlsx")
    assert sheet.status_code == 200 and sheet.data[:2] == b"PK"
    number = office_town.proposed()
    paper = client.get(f"/curate/{number}/ruling.docx")
    assert paper.status_code == 200 and paper.data[:2] == b"PK"
    broken = office_town.proposed(lead="没有的局")
    assert client.get(f"/curate/{broken}/ruling.docx").status_code == 400
