"""Proposals and the ledger over REST: a whole life of a proposal with tokens, and every refusal as problem+json."""

from __future__ import annotations

import time
from typing import Any

import pytest
from office_town import CONTENT, OfficeTown
from werkzeug.test import TestResponse

from api.samples import samples

DIFFERENT = CONTENT | {"matter": "架空线缆杂乱（飞线、蜘蛛网）与入地", "number": "宁编办〔2026〕10号", "basis": ["《电信条例》第四十六条"]}


def refused(answer: TestResponse, status: int, code: str) -> str:
    """Return what a problem says is wrong, after making sure of its shape."""
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype, body["code"]) == (status, "application/problem+json", code), body
    return str(body["what"])


def test_from_draft_to_published_and_back(office_town: OfficeTown) -> None:
    client, drafter, reviewer = office_town.client(), office_town.bearing("张敏", "propose"), office_town.bearing("李强", "review", "publish")
    made = client.post("/api/v1/proposals", json=DIFFERENT, headers=drafter)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    address = made.headers["Location"]
    checked = client.post(f"{address}/check", headers=drafter).get_json()
    assert checked["errors"] == 0 and {c["what"] for c in checked["changes"]} >= {"认定", "职责"}
    submitted = client.post(f"{address}/submit", headers=drafter | {"If-Match": '"1"'}).get_json()
    assert (submitted["state"], submitted["revision"]) == ("submitted", 2)
    assert client.post(f"{address}/approve", json={"words": "依据齐"}, headers=reviewer).get_json()["reviewer"] == "李强"
    entry = client.post(f"{address}/publish", headers=reviewer).get_json()
    assert entry["about"] == submitted["id"]
    one = client.get(f"/api/v1/versions/entries/{entry['number']}", headers=reviewer).get_json()
    assert any(c["what"] == "认定" and c["kind"] == "new" for c in one["changes"])
    assert client.get("/api/v1/versions/entries", headers=reviewer).get_json()["items"][0]["number"] == entry["number"]
    told = [e["what"] for e in client.get(address, headers=reviewer).get_json()["events"]]
    assert told == ["起草", "提交", "审核通过", "发布"]
    assert "没有写理由" in refused(client.post(f"/api/v1/versions/entries/{entry['number']}/rollback", headers=reviewer), 400, "bad-input")
    back = client.post(f"/api/v1/versions/entries/{entry['number']}/rollback", json={"words": "误发"}, headers=reviewer).get_json()
    assert (back["kind"], back["version"]) == ("rollback", one["parent"])


def test_if_match_keeps_two_programs_apart(office_town: OfficeTown) -> None:
    client, headers = office_town.client(), office_town.bearing("张敏", "propose")
    number = office_town.proposed()
    address = f"/api/v1/proposals/{number}"
    assert "If-Match" in refused(client.put(address, json=CONTENT, headers=headers), 400, "bad-input")
    assert client.put(address, json=CONTENT | {"reason": "甲"}, headers=headers | {"If-Match": '"1"'}).get_json()["revision"] == 2
    refused(client.put(address, json=CONTENT | {"reason": "乙"}, headers=headers | {"If-Match": '"1"'}), 409, "conflict")
    assert client.get(address, headers=headers).get_json()["content"]["reason"] == "甲"
    for wrong in ("x", "٣", "9" * 12):
        refused(client.put(address, json=CONTENT, headers=headers | {"If-Match": wrong.encode().decode("latin-1")}), 400, "bad-input")


def test_scopes_and_bad_input(office_town: OfficeTown) -> None:
    client, drafter = office_town.client(), office_town.bearing("张敏", "propose")
    number = office_town.proposed(lead="没有的局")
    address = f"/api/v1/proposals/{number}"
    refused(client.get("/api/v1/proposals"), 401, "not-logged-in")
    refused(client.post(f"{address}/approve", headers=drafter), 403, "not-allowed")
    refused(client.post("/api/v1/proposals", json=CONTENT, headers=office_town.bearing("李强", "review")), 403, "not-allowed")
    assert "没有登记单位“没有的局”" in client.post(f"{address}/submit", headers=drafter).get_json()["detail"]
    assert "一组字段" in refused(client.post("/api/v1/proposals", json=[1], headers=drafter), 400, "bad-input")
    refused(client.post("/api/v1/proposals", data=b"{", headers=drafter), 400, "bad-input")
    assert "太长" in refused(client.post("/api/v1/proposals", json={"kind": "ruling", "facts": "长" * 300_000}, headers=drafter), 400, "bad-input")
    refused(client.get("/api/v1/proposals/2999-00001", headers=drafter), 404, "not-found")
    refused(client.get("/api/v1/proposals?state=乱", headers=drafter), 400, "bad-input")
    refused(client.get("/api/v1/versions/entries/99999", headers=drafter), 404, "not-found")
    refused(client.post(f"{address}/withdraw", json={"words": ["x"]}, headers=drafter), 400, "bad-input")
    assert client.post(f"{address}/withdraw", json={"words": "写错了"}, headers=drafter).get_json()["state"] == "withdrawn"
    assert "撤回" in refused(client.post(f"{address}/preview", headers=drafter), 400, "bad-input")


def test_a_draft_is_its_drafters_until_it_is_taken_over(office_town: OfficeTown) -> None:
    client, other = office_town.client(), office_town.bearing("陈编", "propose")
    address = f"/api/v1/proposals/{office_town.proposed()}"
    assert "由 张敏 起草" in refused(client.put(address, json=CONTENT, headers=other | {"If-Match": '"1"'}), 403, "not-allowed")
    refused(client.post(f"{address}/withdraw", headers=other), 403, "not-allowed")
    refused(client.post(f"{address}/take-over", headers=other | {"If-Match": '"9"'}), 409, "conflict")
    taken = client.post(f"{address}/take-over", json={"words": "换人"}, headers=other).get_json()
    assert (taken["drafter"], taken["state"], taken["revision"]) == ("陈编", "draft", 2)
    assert client.put(address, json=CONTENT, headers=other | {"If-Match": '"2"'}).get_json()["revision"] == 3
    refused(client.post(f"{address}/take-over", headers=office_town.bearing("李强", "review")), 403, "not-allowed")


def test_lists_are_narrowed(office_town: OfficeTown) -> None:
    client, headers = office_town.client(), office_town.bearing("赵法", "propose")
    mine = client.post("/api/v1/proposals", json=CONTENT, headers=headers).get_json()["id"]
    found = client.get("/api/v1/proposals?drafter=赵法&state=draft&place=宁海县", headers=headers).get_json()
    assert [p["id"] for p in found["items"]] == [mine]
    assert client.get("/api/v1/proposals?place=邹城市", headers=headers).get_json()["items"] == []


def previewed(town: OfficeTown, number: str) -> dict[str, Any]:
    """Return what comes of the preview of a proposal."""
    client, headers = town.client(), town.bearing("赵法", "propose")
    address = f"/api/v1/proposals/{number}/preview"
    started = client.post(address, headers=headers)
    assert (started.status_code, started.get_json()["state"]) == (202, "running")
    for _ in range(1200):
        found: dict[str, Any] = client.get(address, headers=headers).get_json()
        if found["state"] != "running":
            break
        time.sleep(0.1)
    return found


def test_a_preview_is_worked_out_in_the_background(office_town: OfficeTown) -> None:
    number = office_town.proposed()
    refused(office_town.client().get(f"/api/v1/proposals/{number}/preview", headers=office_town.bearing("赵法", "propose")), 404, "not-found")
    found = previewed(office_town, number)
    assert (found["state"], found["current"]) == ("done", True), found
    assert found["replayed"] >= 1 + len(samples()), "the samples are replayed beside what was decided"
    assert sum(found["verdicts"].values()) == len(found["changes"]) >= 1
    assert all(c["reason"] and c["before_lead"] and c["after_lead"] for c in found["changes"])


def test_a_sample_whose_answer_would_change_is_listed(office_town: OfficeTown) -> None:
    found = previewed(office_town, office_town.proposed(matter="再生资源回收", lead="公安局", facts="路面铁沫扎破轮胎，商务局与公安局都说归对方", basis=[], decided_on="2026-11-10", number="宁编办〔2026〕99号"))
    assert found["state"] == "done", found
    changed = {c["id"]: c for c in found["changes"]}
    assert "sample/ninghai-iron" in changed, sorted(changed)
    assert changed["sample/ninghai-iron"]["verdict"] == "different", "nobody said what was right"


@pytest.mark.proof
@pytest.mark.filterwarnings("ignore")
def test_the_pages_replay_on_the_cluster_that_the_settings_name(office_town: OfficeTown) -> None:
    distributed = pytest.importorskip("distributed", reason="没有安装 dask.distributed：这个测试跳过")
    number = office_town.proposed()
    here = previewed(office_town, number)
    nowhere = previewed(OfficeTown(office_town.home, "tcp://127.0.0.1:9"), number)
    assert (nowhere["state"], "连不上集群的调度器" in nowhere["message"]) == ("failed", True)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        there = previewed(OfficeTown(office_town.home, running.scheduler_address), number)
    assert there["state"] == "done", there
    assert (there["replayed"], there["verdicts"], there["changes"]) == (here["replayed"], here["verdicts"], here["changes"])
