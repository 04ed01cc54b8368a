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


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lives, which encoder reads texts, and where the pages are served."""

    home: Path = Path("var")
    encoder: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2


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
    for key in known:
        if (override := environ.get(PREFIX + key.upper())) is not None:
            values[key] = override
    return Settings(**{key: _typed(key, value, str(known[key]), path) for key, value in values.items()})


def _typed(key: str, value: Any, kind: str, path: Path) -> Any:
    if kind == "Path":
        return Path(str(value))
    if kind == "int":
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise BadSettings(f"设置“{key}”应是整数，现在是“{value}”", where=str(path), mend=f"写成 {key} = 8000 这样的数") from error
    return str(value)
