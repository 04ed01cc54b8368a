"""Linked data keeps what /openapi.json says of it: statuses, media types, shapes."""

from __future__ import annotations

from urllib.parse import quote

from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from fuzzing import LINKED, statuses_of_keeping

from graph.forms import FORMS


def test_linked_data_keeps_its_document(endpoint: OpenAPI) -> None:
    tried = statuses_of_keeping(endpoint, lambda operation: LINKED in operation["tags"], examples=8)
    assert {200, 400, 404} <= set(tried), "some answers, some refusals"


def test_every_form_of_a_subject_is_described(client: FlaskClient) -> None:
    described = client.get("/openapi.json").get_json()["paths"]["/id/{name}"]["get"]["responses"]["200"]["content"]
    for form in FORMS:
        answer = client.get("/id/" + quote("matter/路灯故障"), query_string={"format": form})
        assert (answer.status_code, answer.mimetype in described) == (200, True), form
