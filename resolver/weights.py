"""The trained weights (weights.toml) as records: the one place they are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Matters:
    """What each kind of evidence weighs in the score of a matter."""

    words: float
    vectors: float
    walk: float
    precedents: float
    general: float


@dataclass(frozen=True, slots=True)
class Leads:
    """How scores of matters become shares of leads."""

    temperature: float
    soft_temperature: float
    sharp: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a lead's share becomes the chance that it is right."""

    slope: float
    offset: float
    settled_slope: float


@dataclass(frozen=True, slots=True)
class Helpers:
    """What speaks for a unit as helper (resolver/helping.py)."""

    named: float
    first: float
    territorial: float
    elsewhere: float
    related: float
    precedent: float
    lead: float
    offset: float


@dataclass(frozen=True, slots=True)
class Functions:
    """Blocks of the linear model learned from a place's letters."""

    vector: float
    matters: float
    rules: float
    place: float
    rules_here: float
    penalty: float
    temperature: float


@dataclass(frozen=True, slots=True)
class Units:
    """What speaks for a unit among those of the likeliest functions."""

    function: float
    place: float
    seen: float
    words: float
    vectors: float
    neighbours: float
    named: float


@dataclass(frozen=True, slots=True)
class Surety:
    """The chance that what a place's letters taught is right, until the place can say so itself."""

    margin: float
    gap: float
    rules: float
    agrees: float
    nearest: float
    second: float
    matter: float
    offset: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All trained weights."""

    matters: Matters
    leads: Leads
    calibration: Calibration
    helpers: Helpers
    functions: Functions
    units: Units
    surety: Surety


def read(path: Path = FILE) -> Weights:
    """Return the weights of a file."""
    said: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Weights(
        Matters(**said["matters"]), Leads(**said["leads"]), Calibration(**said["calibration"]),
        Helpers(**said["helpers"]), Functions(**said["functions"]), Units(**said["units"]), Surety(**said["surety"]),
    )  # fmt: skip


WEIGHTS: Final = read()
