"""One TOML file (`shouwen.toml`, or the file that SHOUWEN_SETTINGS names) → one frozen Settings.

Unknown keys are refused; an environment variable SHOUWEN_<KEY> overrides a key of the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from ontology.errors import BadSettings

DEFAULT_FILE: Final = Path("shouwen.toml")
PREFIX: Final = "SHOUWEN_"
_NUMBERS: Final[dict[str, tuple[type[int] | type[float], str, str]]] = {"int": (int, "整数", "8000"), "float": (float, "小数", "0.95")}
"""Kinds of keys that are numbers: their type, its name in messages, an example."""
_SWITCHES: Final = {"true": True, "1": True, "false": False, "0": False}
ANONYMOUS: Final = ("", "reader", "dispatcher")
"""Roles that nobody in particular may have: curating, reviewing and administration need a login or a token whatever is set."""
RANGES: Final[dict[str, tuple[float, float, float]]] = {
    "automatic": (0.5, 1, 0.95), "sparql_seconds": (0.1, 600, 5), "sparql_rows": (1, 1_000_000, 10_000), "sparql_memory": (64, 65_536, 1024),
    "sparql_processes": (1, 64, 2),
}  # fmt: skip
"""Least, most and an example of numbers that are not free."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lives, which encoder reads texts, where the pages are served, and how often answers that are sent
    without a second look must be right (`automatic`, 0.5 to 1).

    `database`: a SQLAlchemy URL, empty for shouwen.db in the home. `anonymous`: the role of who is not logged in, empty where
    everything needs a login. `https`: served behind a proxy that speaks https and sends X-Forwarded-For, -Proto and -Host.
    `sparql_…`: limits of a query (seconds, rows, megabytes) and how many run at once on this machine. `mirror`: the SPARQL 1.1 stores
    to which every published version is sent (curation.mirroring says how they are written). `scheduler`: the address of a
    dask.distributed cluster on which previews replay the past, empty for this machine's cores.
    """

    home: Path = Path("var")
    encoder: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    automatic: float = 0.95
    database: str = ""
    anonymous: str = "dispatcher"
    https: bool = False
    sparql_seconds: float = 5.0
    sparql_rows: int = 10_000
    sparql_memory: int = 1024
    sparql_processes: int = 2
    mirror: str = ""
    scheduler: str = ""


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in force; raises BadSettings naming the file or variable and the key."""
    path = Path(environ.get(f"{PREFIX}SETTINGS", DEFAULT_FILE))
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadSettings("设置文件读不了", where=str(path), why=str(error), mend="改正 TOML 语法") from error
    elif f"{PREFIX}SETTINGS" in environ:
        raise BadSettings("没有这个设置文件", where=str(path), mend="核对环境变量 SHOUWEN_SETTINGS")
    known = {field.name: field.type for field in fields(Settings)}
    for key in values:
        if key not in known:
            raise BadSettings(f"设置里没有“{key}”", where=str(path), mend="可用的有：" + "、".join(known))
    places = dict.fromkeys(values, str(path))
    for key in known:
        name = PREFIX + key.upper()
        if name in environ:
            values[key], places[key] = _from_environment(environ[name], str(known[key]), key), f"环境变量 {name}"
    return Settings(**{key: _typed(key, value, str(known[key]), places[key]) for key, value in values.items()})


def _from_environment(text: str, kind: str, key: str) -> Any:
    """Return a variable's text as the type of its key: variables are always text."""
    if kind == "bool":
        return _SWITCHES.get(text.lower(), text)
    if kind not in _NUMBERS:
        return text
    number, word, example = _NUMBERS[kind]
    try:
        return number(text)
    except ValueError as error:
        name = PREFIX + key.upper()
        raise BadSettings(f"设置“{key}”应是{word}，现在是“{text}”", where=f"环境变量 {name}", mend=f"写成 {name}={example} 这样的数") from error


def _typed(key: str, value: Any, kind: str, where: str) -> Any:
    """Return a value of the file as its key's type; raises BadSettings rather than bend it."""
    if kind in _NUMBERS and isinstance(value, (int, float) if kind == "float" else int) and not isinstance(value, bool):
        if key in RANGES and not RANGES[key][0] <= value <= RANGES[key][1]:
            low, high, usual = RANGES[key]
            raise BadSettings(f"设置“{key}”应在 {low:g} 至 {high:g} 之间，现在是 {value}", where=where, mend=f"写成 {key} = {usual} 这样")
        return value
    if kind == "bool":
        if isinstance(value, bool):
            return value
        raise BadSettings(f"设置“{key}”应是 true 或 false，现在是“{value}”", where=where, mend=f"写成 {key} = true 这样")
    if kind not in _NUMBERS and isinstance(value, str):
        if key == "anonymous" and value not in ANONYMOUS:
            raise BadSettings(f"设置“anonymous”不能是“{value}”", where=where, why="未登录的人只能查阅或求派单意见", mend='写成 ""（都要登录）、"reader" 或 "dispatcher"')
        return Path(value) if kind == "Path" else value
    wanted, example = _NUMBERS[kind][1:] if kind in _NUMBERS else ("文字", '"var"')
    raise BadSettings(f"设置“{key}”应是{wanted}，现在是“{value}”", where=where, mend=f"写成 {key} = {example} 这样")
