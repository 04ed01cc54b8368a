"""The page on the shipped knowledge: every sample is answered, every link leads somewhere."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from api.samples import Sample, samples
from api.schemas import DecisionOut
from ontology.vocabulary import as_path

SAMPLES = list(samples().values())


@pytest.fixture
def client(real: OpenAPI) -> FlaskClient:
    """Return a client of the application on the shipped knowledge."""
    return real.test_client()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.key)
def test_a_sample_is_answered_with_a_basis_and_links_that_lead_somewhere(client: FlaskClient, sample: Sample) -> None:
    answer = client.get(f"/?sample={sample.key}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'class="lead-name"' in page or 'class="joint"' in page
    assert 'class="basis' in page
    for href in set(re.findall(r'href="(/id/[^"]+)"', page)):
        assert client.get(unescape(href)).status_code in {200, 302}, href


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.key)
def test_a_decision_fits_its_published_shape(client: FlaskClient, sample: Sample) -> None:
    case = {"id": sample.key, "text": sample.text, "jurisdiction": sample.place, "district": sample.district, "date": sample.date}
    decision = client.post("/api/v1/resolve", json=case).get_json()
    DecisionOut.model_validate(decision)
    assert decision["id"] == sample.key
    assert len(decision["candidates"]) >= 5


def test_several_demands_have_a_card_each(client: FlaskClient) -> None:
    page = client.get("/?sample=several-demands").get_data(as_text=True)
    assert page.count('<article class="card') == 3


def test_what_is_not_chinese_is_refused_at_its_field(client: FlaskClient) -> None:
    page = client.post("/", data={"text": "the street lamp is broken"}).get_data(as_text=True)
    assert re.search(r'id="error-text"[^>]*>没有读到中文', page)


def test_an_unreadable_item_of_a_batch_leaves_the_others(client: FlaskClient) -> None:
    batch = [{"id": "a", "text": "小区门口路灯坏了"}, {"id": "b", "text": "lamp"}, {"id": "c", "text": "老板拖欠工资"}]
    answers = client.post("/api/v1/resolve/batch", json=batch).get_json()
    assert [(each["id"], "outcome" in each) for each in answers] == [("a", True), ("b", False), ("c", True)]


@pytest.mark.parametrize("table", ["matters", "units", "rulings", "instruments", "provisions", "functions", "places"])
def test_record_pages_render(real: OpenAPI, client: FlaskClient, table: str) -> None:
    records: Any = getattr(real.extensions["shouwen"].graph, table)
    step = max(len(records) // 40, 1)
    for record in islice(records, 0, None, step):
        assert client.get(as_path(record.id)).status_code == 200, record.id
