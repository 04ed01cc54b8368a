"""Offices that tests may publish in: the shipped knowledge without Ninghai's own rulings, with a ledger and a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from curation.office import Office
from curation.publishing import Publisher
from graph import store
from graph.database import open_database
from resolver.encode import Encoder
from resolver.pipeline import Resolver

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
NINGHAI = "https://w3id.org/shouwen/id/place/330226"
WATER = "我养虾蟹的，在镇上农资店买了改水质的水产投放剂，用完虾蟹死了一大片，店家不认账，这事哪个部门管？"


@pytest.fixture
def office_of(linked: Callable[[Path, Path], Path], encoder: Encoder, tmp_path: Path) -> Iterator[Callable[[Path], Office]]:
    """Return what opens an office in a home of the test's own, with the versions of another home."""
    with ExitStack() as stack:

        def opened(home: Path) -> Office:
            folder = linked(home, tmp_path / "home")
            database = open_database("", folder)
            stack.callback(database.close)
            return Office(Publisher(folder, database, encoder))

        yield opened


@pytest.fixture
def office(before_rulings: Path, office_of: Callable[[Path], Office]) -> Office:
    """Return an office whose home is the test's own."""
    return office_of(before_rulings)


@pytest.fixture
def water() -> dict[str, Any]:
    """Return a proposal to rule on Ninghai's water additive, in our words."""
    return {
        "kind": "ruling", "jurisdiction": "宁海县", "matter": "水产养殖投入品损害", "facts": "养殖户用了改水投放剂后虾蟹成批死亡，两局都说归对方管",
        "disputed_between": ["农业农村局", "市场监督管理局"], "lead": "农业农村局", "helpers": [{"unit": "市场监督管理局", "duty": "配合查核销售资质"}],
        "doctrine": "主次协同", "basis": ["《渔业法》第六条"], "number": "宁编办〔2020〕15号", "decided_by": "县委编办", "decided_on": "2020-08-31",
        "reason": "农业部门有检测能力", "source": "认定书",
    }  # fmt: skip


@pytest.fixture
def answer(encoder: Encoder) -> Callable[..., Any]:
    """Return what gives an office's answer to a text, in Ninghai unless said otherwise."""

    def ask(office: Office, text: str = WATER, day: dt.date = dt.date(2020, 10, 1), place: str = NINGHAI) -> Any:
        from ontology.model import Case

        return Resolver(store.open_version(office.publisher.home), encoder).resolve(Case("t", text, day, place=place))

    return ask


@pytest.fixture
def publish() -> Callable[..., Any]:
    """Return what leads a content from draft to published by two people."""

    def through(office: Office, content: dict[str, Any], now: dt.datetime = NOW) -> Any:
        proposal = office.propose(content, "起草人", now)
        office.submit(proposal.id, "起草人", now)
        office.approve(proposal.id, "审核人", now)
        return office.publish(proposal.id, "审核人", now)

    return through
