"""The sample cases that the dispatcher's page offers, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """A case in our own words, to try the page with."""

    key: str
    name: str
    text: str
    place: str
    date: str
    district: str = ""


@cache
def samples() -> dict[str, Sample]:
    """Return the samples by key, in the order of the file."""
    with Path(__file__).with_name("samples.toml").open("rb") as file:
        return {row["key"]: Sample(**row) for row in tomllib.load(file)["sample"]}
