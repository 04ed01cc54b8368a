"""The office's town, one for all its tests."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import people
import pytest
from office_town import PEOPLE, OfficeTown

from api.accounts import passwords


@pytest.fixture(scope="package")
def office_town(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeTown]:
    usual, passwords.HASHER = passwords.HASHER, people.QUICK
    own = tmp_path_factory.mktemp("office") / "home"
    shutil.copytree(home, own, ignore=shutil.ignore_patterns("sparql"))  # the socket of a host of queries, where one runs
    town = OfficeTown(own)
    for name, role in PEOPLE:
        town.add(name, role)
    yield town
    passwords.HASHER = usual


@pytest.fixture(autouse=True)
def time_passes(office_town: OfficeTown) -> None:
    """Let a minute pass before every test: what was done in it can be told from what was done before."""
    office_town.clock.time += dt.timedelta(minutes=1)
