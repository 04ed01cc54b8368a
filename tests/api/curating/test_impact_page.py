"""The page of a statute's impact: asked, uploaded, read, and one click that prepares the proposals."""

from __future__ import annotations

import html
import io
import re

import people
import pytest
from amended_law import NEW, old_text
from office_town import OfficeTown, send, text_of

from graph.laws.importing import bring_in


@pytest.fixture(scope="module")
def held(office_town: OfficeTown, tmp_path_factory: pytest.TempPathFactory) -> OfficeTown:
    """Return the town, its law store holding the old text."""
    bring_in(office_town.home, [old_text(tmp_path_factory.mktemp("laws"))])
    return office_town


def pasted(town: OfficeTown, text: str = NEW, **more: str) -> str:
    """Return the address of the impact of a pasted text."""
    answer = send(town.someone("赵法"), "/impact/read", text=text, **more)
    assert answer.status_code == 302, text_of(answer)
    return answer.headers["Location"]


def test_whoever_reads_may_look_and_only_drafters_may_upload_or_propose(held: OfficeTown) -> None:
    address = pasted(held)
    for name, drafts in (("张敏", True), ("赵法", True), ("李强", False), ("王派", False)):
        client = held.someone(name)
        assert client.get("/impact").status_code == 200
        page = client.get(address)
        assert page.status_code == 200 and ("备好承接提案" in text_of(page)) is drafts
        if not drafts:
            assert send(client, "/impact/read", text=NEW).status_code == 403
            assert send(client, "/impact/propose", token=address.partition("token=")[2]).status_code == 403
    assert held.client().get(address).status_code == 200, "whoever may read the law without logging in may look here too"
    nobody = held.client()
    refused = nobody.post("/impact/read", data={"csrf_token": people.csrf_of(nobody, "/login"), "text": NEW})
    assert (refused.status_code, "/login" in refused.headers["Location"]) == (302, True)


def test_what_took_the_place_of_another_text_lately_is_listed(held: OfficeTown) -> None:
    client = held.client()
    _, _, listed = client.get("/impact").get_data(as_text=True).partition("近两年换下旧文本的法规")
    found = re.search(r'href="(/impact[^"]*version=2025-12-27)">渔业法</a>', html.unescape(listed))
    assert found and "2025-12-27 文本" in text_of(client.get(found[1]))


def test_a_pasted_amendment_shows_what_it_breaks(held: OfficeTown) -> None:
    client = held.someone("赵法")
    address = pasted(held)
    page = client.get(address)
    said = text_of(page)
    assert "自2029年3月1日起" in said and "取代 《渔业法》2025-12-27 文本" in re.sub(r"\s+", " ", said).replace("取代《", "取代 《")
    renumbered = text_of(client.get(address + "&view=renumber"))
    assert re.search(r"《渔业法》第六条\s*→\s*第二条", renumbered) and "文字未变" in renumbered
    unread = text_of(client.get(address + "&view=unread"))
    assert "旧文本没有导入" in unread, "articles that the imported text lacks"
    assert "首问" in text_of(client.get(address + "&view=matter"))


def test_one_click_prepares_the_proposals_once(held: OfficeTown) -> None:
    client = held.someone("赵法")
    token = pasted(held).partition("token=")[2]
    made = send(client, "/impact/propose", token=token)
    assert made.status_code == 302
    page = client.get(made.headers["Location"])
    number = re.search(r"/curate/(\d{4}-\d+)/edit", page.get_data(as_text=True))
    assert number and "已起草 1 份提案" in re.sub(r"\s+", " ", text_of(page))
    edit = client.get(f"/curate/{number[1]}/edit?checked=1")
    assert edit.status_code == 200 and "《渔业法》第六条" in edit.get_data(as_text=True)
    again = send(client, "/impact/propose", token=token)
    assert again.status_code == 400 and "提案已在办" in text_of(again)
    assert "已有提案在办" in text_of(client.get(f"/impact?token={token}"))
    assert send(client, f"/curate/{number[1]}/withdraw", revision="1").status_code == 302


def test_an_uploaded_file_is_read_too(held: OfficeTown) -> None:
    client = held.someone("赵法")
    form = {"csrf_token": people.csrf_of(client, "/account"), "text_file": (io.BytesIO(NEW.encode()), "../../渔业法.txt")}
    answer = client.post("/impact/read", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, text_of(answer)
    assert "《渔业法》" in text_of(client.get(answer.headers["Location"]))
    assert not list(held.home.glob("*.txt")), "a file's name leads nowhere else"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("law=没有的法", 404, "法规库里没有"), ("token=law-../../../etc/passwd", 404, "不在了"), ("token=law-0123456789abcdef01234567", 404, "不在了"),
        ("law=渔业法&version=1999-01-01", 404, "有这些版本"), ("law=渔业法&on=某天", 400, "无法识别"), ("law=渔业法&repealed=1", 400, "没有写从哪天起废止"),
        ("law=渔业法&old=没有的法", 404, "不知道"), ("law=%3Cscript%3Ealert(1)%3C/script%3E", 404, "法规库里没有"), ("law=渔业法&view=乱&offset=99999", 200, "渔业法"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_and_the_form_stays(held: OfficeTown, query: str, status: int, said: str) -> None:
    answer = held.someone("王派").get(f"/impact?{query}")
    assert (answer.status_code, said in text_of(answer)) == (status, True)
    assert "<script>alert" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "没有一条的文字", "渔业法\n第一条"])
def test_a_text_without_articles_is_refused_and_kept_in_the_form(held: OfficeTown, text: str) -> None:
    answer = send(held.someone("赵法"), "/impact/read", text=text)
    assert answer.status_code == 400
    assert not text or text in answer.get_data(as_text=True).replace("&#39;", "'")


def test_a_repealed_statute_and_one_that_changes_nothing(held: OfficeTown) -> None:
    client = held.someone("王派")
    gone = text_of(client.get("/impact?law=渔业法&repealed=1&on=2028-01-01"))
    assert "《渔业法》废止" in gone and "别无依据" in gone
    same = text_of(client.get("/impact?law=渔业法"))
    assert "《渔业法》2013-12-28 文本" in same and "自2026年5月1日起" in same, "from the day on which the graph has it in force"
