"""One settings file, environment above it, and nothing unknown let through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings, load_settings
from ontology.errors import BadSettings


def written(folder: Path, text: str, **environment: str) -> dict[str, str]:
    path = folder / "shouwen.toml"
    path.write_text(text, encoding="utf-8")
    return {"SHOUWEN_SETTINGS": str(path), **environment}


def test_the_file_is_read_and_what_it_leaves_out_has_defaults(tmp_path: Path) -> None:
    found = load_settings(written(tmp_path, 'home = "/srv/shouwen"\nport = 9000\n'))
    assert found == Settings(home=Path("/srv/shouwen"), port=9000)


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    found = load_settings(written(tmp_path, 'port = 9000\nhost = "0.0.0.0"\n', SHOUWEN_PORT="9001", SHOUWEN_ENCODER="/models/a"))
    assert (found.port, found.host, found.encoder) == (9001, "0.0.0.0", "/models/a")


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        ("prot = 9000\n", {}, ("prot", "port", "shouwen.toml")),
        ('port = "many"\n', {}, ("port", "整数", "many")),
        ("port = [1]\n", {}, ("port", "整数")),
        ("", {"SHOUWEN_WORKERS": "two"}, ("workers", "整数", "two")),
        ("port = \n", {}, ("设置文件读不了", "shouwen.toml")),
        ("automatic = 0.49\n", {}, ("automatic", "0.5 至 1", "0.49", "shouwen.toml")),
        ("automatic = 95\n", {}, ("automatic", "0.5 至 1", "95")),
        ("automatic = nan\n", {}, ("automatic", "0.5 至 1", "nan")),
        ('automatic = "0.9"\n', {}, ("automatic", "小数", "0.9", "shouwen.toml")),
        ("", {"SHOUWEN_AUTOMATIC": "1.01"}, ("automatic", "0.5 至 1", "1.01", "SHOUWEN_AUTOMATIC")),
        ("", {"SHOUWEN_AUTOMATIC": "-inf"}, ("automatic", "0.5 至 1", "SHOUWEN_AUTOMATIC")),
        ("", {"SHOUWEN_AUTOMATIC": "95%"}, ("automatic", "小数", "95%", "SHOUWEN_AUTOMATIC=0.95")),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, text: str, environment: dict[str, str], words: tuple[str, ...]) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings(written(tmp_path, text, **environment))
    for word in words:
        assert word in str(refused.value)


def test_a_wrong_variable_is_named_as_where_the_fault_is(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings(written(tmp_path, "", SHOUWEN_PORT="many"))
    assert "SHOUWEN_PORT" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        ("", {}, 0.95),
        ("automatic = 0.9\n", {}, 0.9),
        ("automatic = 1\n", {}, 1.0),
        ("automatic = 0.5\n", {}, 0.5),
        ("", {"SHOUWEN_AUTOMATIC": "0.98"}, 0.98),
        ("automatic = 0.9\n", {"SHOUWEN_AUTOMATIC": "1"}, 1.0),
    ],
)
def test_how_often_automatic_answers_must_be_right_is_a_share(tmp_path: Path, text: str, environment: dict[str, str], expected: float) -> None:
    assert load_settings(written(tmp_path, text, **environment)).automatic == expected


@pytest.mark.parametrize("text", ["automatic = true\n", "port = 80.9\n", "workers = true\n", "home = 5\n", "encoder = [1]\n"])
def test_a_value_of_another_type_is_not_bent_to_fit(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings):
        load_settings(written(tmp_path, text))


def test_a_settings_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="没有这个设置文件"):
        load_settings({"SHOUWEN_SETTINGS": str(tmp_path / "none.toml")})


def test_a_command_says_so_and_exits_2(shouwen: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_SETTINGS", written(tmp_path, "colour = 1\n")["SHOUWEN_SETTINGS"])
    ran = shouwen("kb", "versions")
    assert ran.status == 2
    assert "设置里没有“colour”" in ran.err
