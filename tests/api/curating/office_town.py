"""An office with people of every role, on a home of its own with the shipped knowledge published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import people
from flask.testing import FlaskClient
from people import PASSWORD, TODAY, Clock, Town
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import Settings

CONTENT: dict[str, Any] = {
    "kind": "ruling", "jurisdiction": "宁海县", "matter": "路灯不亮、损坏、漏电", "facts": "环城路一段路灯整月不亮，两局都说不归自己管", "disputed_between": ["交通运输局", "综合行政执法局"],
    "lead": "综合行政执法局", "helpers": [{"unit": "交通运输局", "duty": "提供道路移交情况"}], "doctrine": "主次协同", "basis": ["《城市照明管理规定》第四条"], "number": "宁编办〔2026〕9号",
    "decided_by": "县委编办", "decided_on": "2026-11-10", "reason": "城市照明由综合行政执法局主管", "source": "首问即办工作组会议纪要",
}  # fmt: skip
FIELDS: dict[str, str] = {
    "jurisdiction": "宁海县", "matter": "路灯不亮、损坏、漏电", "facts": str(CONTENT["facts"]), "disputed_between.0": "交通运输局", "disputed_between.1": "综合行政执法局", "lead.0": "综合行政执法局",
    "helpers.0.unit": "交通运输局", "helpers.0.part": "配合", "helpers.0.duty": "提供道路移交情况", "doctrine": "主次协同", "basis.0": "《城市照明管理规定》第四条", "number": "宁编办〔2026〕9号",
    "decided_by": "县委编办", "decided_on": "2026-11-10", "reason": "城市照明由综合行政执法局主管", "source": "首问即办工作组会议纪要",
}  # fmt: skip
PEOPLE = (("张敏", "curator"), ("陈编", "curator"), ("李强", "reviewer"), ("赵法", "legal"), ("王派", "dispatcher"))


class OfficeTown(Town):
    """A town whose application opens the version in its own home, and sees what is published there."""

    def __init__(self, home: Path, scheduler: str = "") -> None:
        self.home, self.clock = home, Clock()
        self.app = create_app(Settings(home=home, scheduler=scheduler), None, lambda: TODAY, self.clock)

    def someone(self, name: str) -> FlaskClient:
        """Return a client in which a person of the town has logged in."""
        client = self.client()
        assert people.log_in(client, name, PASSWORD).status_code == 302
        return client

    def proposed(self, name: str = "张敏", **other: Any) -> str:
        """Return the number of a new draft."""
        answer = self.client().post("/api/v1/proposals", json=CONTENT | other, headers=self.bearing(name, "propose"))
        assert answer.status_code == 201, answer.get_json()
        return str(answer.get_json()["id"])


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Post a form with the CSRF token that a page of the office carries."""
    return client.post(path, data={"csrf_token": people.csrf_of(client, "/account"), **fields})


def text_of(answer: TestResponse) -> str:
    """Return what a page shows, without tags and addresses."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|datalist).*?</\1>", "", answer.get_data(as_text=True), flags=re.S))
