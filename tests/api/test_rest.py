"""REST: cases one by one and in batches, records, search, versions, state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stand_in
from flask.testing import FlaskClient


def test_resolve(client: FlaskClient) -> None:
    answer = client.post("/api/v1/resolve", json={"id": "1", "text": "虾死了", "jurisdiction": "宁海县", "date": "2020-08-15"})
    assert answer.status_code == 200
    assert answer.get_json()["lead"]["name"] == "宁海县农业农村局"
    assert "宁海县" in answer.get_data(as_text=True), "Chinese is sent as it is, not escaped"


def test_a_fact_settles_the_question(client: FlaskClient) -> None:
    case = {"text": "路灯坏了"}
    asked = client.post("/api/v1/resolve", json=case).get_json()
    assert asked["outcome"] == "ask"
    chosen = asked["question"]["options"][1]
    settled = client.post("/api/v1/resolve", json=case | {"facts": {asked["question"]["condition"]: chosen["key"]}}).get_json()
    assert (settled["outcome"], settled["lead"]["name"]) == ("assign", chosen["leads_to"])


BATCH = [{"id": "a", "text": "虾死了"}, {"id": "b", "text": ""}, 5, {"id": "d", "text": "路灯坏了", "date": "昨天"}, {"id": "e", "text": "拖车场"}]


def outcomes(answers: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(answer.get("id"), answer.get("outcome") or answer["code"]) for answer in answers]


EXPECTED = [("a", "assign"), ("b", "bad-input"), (None, "bad-input"), ("d", "bad-date"), ("e", "refer")]


def test_a_faulty_item_of_a_batch_gives_a_problem_in_its_place(client: FlaskClient) -> None:
    answers = client.post("/api/v1/resolve/batch", json=BATCH).get_json()
    assert outcomes(answers) == EXPECTED
    assert [answer["item"] for answer in answers if "item" in answer] == [2, 3, 4]


def test_a_batch_of_lines_comes_back_as_lines(client: FlaskClient) -> None:
    lines = [json.dumps(case, ensure_ascii=False) for case in BATCH]
    lines[2] = '{"id": "c", "text": '
    answer = client.post("/api/v1/resolve/batch", data="\n".join(lines), content_type="application/x-ndjson")
    assert answer.mimetype == "application/x-ndjson"
    answers = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert outcomes(answers) == EXPECTED
    assert answers[2]["where"].startswith("第 3 行")


def test_an_empty_batch_is_answered(client: FlaskClient) -> None:
    assert client.post("/api/v1/resolve/batch", json=[]).get_json() == []


@pytest.mark.parametrize("kind", ["matters", "statutes", "articles", "units", "rulings"])
def test_every_record_of_a_list_can_be_fetched_where_it_says(client: FlaskClient, kind: str) -> None:
    page = client.get(f"/api/v1/{kind}").get_json()
    assert page["total"] == len(page["items"]) > 0
    for item in page["items"]:
        record = client.get(item["href"]).get_json()
        assert (record["id"], record["label"], record["graph_version"]) == (item["id"], item["label"], stand_in.VERSION)


def test_a_record_is_found_by_its_full_iri(client: FlaskClient) -> None:
    assert client.get("/api/v1/matters/" + stand_in.LAMP.replace("/", "%2F")).get_json()["label"] == "路灯损坏"


def test_pages_join_up(client: FlaskClient) -> None:
    seen, href = [], "/api/v1/units?limit=3"
    while href:
        page = client.get(href).get_json()
        seen += [item["id"] for item in page["items"]]
        href = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] == 4


def test_lists_narrow(client: FlaskClient) -> None:
    assert client.get("/api/v1/units?place=奉节县").get_json()["total"] == 2
    assert client.get("/api/v1/units?place=奉节县&q=住房").get_json()["total"] == 1
    assert client.get("/api/v1/articles?statute=渔业法/2013-12-28").get_json()["total"] == 1
    assert client.get("/api/v1/articles?statute=渔业法/2025-12-27").get_json()["total"] == 0


def test_search_finds_by_label_and_by_the_citizens_words(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=改水的药").get_json()["items"]
    assert [item["label"] for item in found] == ["水产养殖投入品造成养殖损失"]
    kinds = {item["kind"] for item in client.get("/api/v1/search?q=渔业").get_json()["items"]}
    assert kinds == {"statutes", "articles"}
    assert client.get("/api/v1/search?q=渔业&kind=units").get_json()["total"] == 0


def test_an_unchanged_version_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/api/v1/matters").headers["ETag"]
    again = client.get("/api/v1/matters", headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_related_records(client: FlaskClient) -> None:
    article = client.get("/api/v1/articles/渔业法/2013-12-28/6").get_json()
    assert article["grants"][0]["function"] == stand_in.FARMING
    assert article["responsibilities"][0]["matter"] == stand_in.SHRIMP
    statute = client.get("/api/v1/statutes/渔业法/2013-12-28").get_json()
    assert statute["versions"] == [stand_in.NEW, stand_in.OLD]


def test_state(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json()["graph_version"] == stand_in.VERSION
    assert client.get("/api/v1/versions").get_json()["items"][0] == {"version": stand_in.VERSION, "current": True}


def test_metrics_count_requests_and_name_the_version(client: FlaskClient) -> None:
    client.post("/api/v1/resolve", json={"text": "虾死了"})
    text = client.get("/metrics").get_data(as_text=True)
    assert 'shouwen_requests_total{endpoint="rest.resolve",method="POST",status="200"}' in text
    assert "shouwen_request_seconds_bucket" in text
    assert f'version="{stand_in.VERSION}"' in text


def test_several_workers_count_together(tmp_path: Path) -> None:
    script = """
import sys, pathlib
from api.workers import share_counts
home = pathlib.Path(sys.argv[1])
if sys.argv[2] == "first":
    share_counts(home)
else:
    import os
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(home / "metrics")
import stand_in
from api.app import create_app
(home / "graph" / sys.argv[2]).mkdir(parents=True)
client = create_app(None, stand_in.StandInResolver(stand_in.graph(home / "graph" / sys.argv[2]))).test_client()
client.get("/healthz")
print(client.get("/metrics").get_data(as_text=True))
"""
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    for worker, count in (("first", "1.0"), ("second", "2.0")):
        run = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path), worker],
            capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(folders)},
        )  # fmt: skip
        assert f'endpoint="operations.healthz",method="GET",status="200"}} {count}' in run.stdout
