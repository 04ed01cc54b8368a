"""`shouwen kb`: what is broken is refused by file and line, and the version in use stays in use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.store import KnowledgeGraph, current_version

Shouwen = Callable[..., Any]
BROKEN = {
    "syntax": ("<matter/路灯> a sw:Matter ;", "<matter/路灯> a sw:Matter", "语法错误"),
    "dangling": ("sw:function <function/light> ; sw:validFrom", "sw:function <function/nobody> ; sw:validFrom", "指向不存在的 <function/nobody>"),
    "shape": (' ; sw:duty "修灯"@zh', "", "必须写明做什么"),
}


@pytest.fixture
def knowledge_file(tmp_path: Path, small_text: str) -> Path:
    path = tmp_path / "small.ttl"
    path.write_text(small_text, encoding="utf-8")
    return path


@pytest.fixture
def broken_file(request: pytest.FixtureRequest, knowledge_file: Path, small_text: str) -> tuple[Path, str, int]:
    """Return a file broken in one way, the message expected, and the number of the line at fault."""
    old, new, message = BROKEN[request.param]
    assert old in small_text
    knowledge_file.write_text(small_text.replace(old, new), encoding="utf-8")
    before = small_text[: small_text.index(old)].count("\n") + 1
    return knowledge_file, message, before - 1 if request.param == "shape" else before


def test_good_knowledge_passes(shouwen: Shouwen, ontology_file: Path, knowledge_file: Path) -> None:
    ran = shouwen("kb", "check", ontology_file, knowledge_file)
    assert (ran.status, ran.out) == (0, "没有问题\n")


@pytest.mark.parametrize("broken_file", BROKEN, indirect=True)
def test_broken_knowledge_is_named_by_file_and_line_and_never_put_to_use(
    shouwen: Shouwen, ontology_file: Path, broken_file: tuple[Path, str, int], own_home: Path
) -> None:
    path, message, line = broken_file
    checked = shouwen("kb", "check", ontology_file, path)
    assert checked.status in (1, 2)
    assert message in checked.out + checked.err
    assert any(f"{path.name}:{n}" in checked.out + checked.err for n in (line, line + 1))
    before = current_version(own_home)
    built = shouwen("kb", "build", ontology_file, path)
    assert built.status == 2
    assert message in built.err
    assert current_version(own_home) == before
    assert shouwen("resolve", "路灯坏了没人修").status == 0


def test_findings_as_json(shouwen: Shouwen, ontology_file: Path, knowledge_file: Path, small_text: str) -> None:
    knowledge_file.write_text(small_text.replace(' ; sw:duty "修灯"@zh', ""), encoding="utf-8")
    ran = shouwen("kb", "check", "--json", ontology_file, knowledge_file)
    (finding,) = json.loads(ran.out)
    assert ran.status == 1
    assert "small.ttl:" in finding["where"]
    assert "必须写明做什么" in finding["message"]


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_file_that_is_not_there_is_named(shouwen: Shouwen, tmp_path: Path, command: str) -> None:
    ran = shouwen("kb", command, tmp_path / "none.ttl")
    assert ran.status == 2
    assert "none.ttl" in ran.err


def test_a_new_version_is_put_to_use_and_rolled_back(
    shouwen: Shouwen, ontology_file: Path, knowledge_file: Path, small_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home = tmp_path / "home"
    monkeypatch.setenv("SHOUWEN_HOME", str(own_home))
    assert shouwen("kb", "build", ontology_file, knowledge_file).status == 0
    knowledge_file.write_text(small_text.replace("路灯不亮的说法0", "路灯灭了没人修"), encoding="utf-8")
    first = current_version(own_home)
    built = shouwen("kb", "build", ontology_file, knowledge_file)
    second = current_version(own_home)
    assert built.status == 0
    assert second != first
    assert str(second) in built.out
    listed = shouwen("kb", "versions").out.splitlines()
    assert [line[:18] for line in listed] == [f"* {second}", f"  {first}"]
    assert json.loads(shouwen("resolve", "路灯不亮", "--json").out)["graph_version"] == second
    assert shouwen("kb", "rollback", first).status == 0
    assert current_version(own_home) == first
    assert f"* {first}" in shouwen("kb", "versions").out


def test_a_home_of_an_earlier_program_is_built_anew(shouwen: Shouwen, ontology_file: Path, knowledge_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "earlier"
    monkeypatch.setenv("SHOUWEN_HOME", str(home))
    folder = home / "versions" / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "version": folder.name, "files": {}}), encoding="utf-8")
    (home / "current").write_text(folder.name, encoding="utf-8")
    refused = shouwen("resolve", "路灯不亮")
    assert refused.status == 2
    assert "旧格式" in refused.err
    assert "kb build" in refused.err
    assert shouwen("kb", "build", ontology_file, knowledge_file).status == 0
    assert json.loads(shouwen("resolve", "路灯不亮", "--json").out)["graph_version"] == current_version(home) != folder.name


def test_rolling_back_to_what_is_not_there_changes_nothing(shouwen: Shouwen, own_home: Path) -> None:
    before = current_version(own_home)
    ran = shouwen("kb", "rollback", "0123456789abcdef")
    assert ran.status == 2
    assert "0123456789abcdef" in ran.err
    assert current_version(own_home) == before


def test_stats_count_what_is_there(shouwen: Shouwen, graph: KnowledgeGraph) -> None:
    found = json.loads(shouwen("kb", "stats", "--json").out)
    assert found["version"] == graph.version
    assert found["totals"]["职能"] == 55
    assert found["totals"]["事项"] == len(graph.matters) == sum(t["matters"] for t in found["themes"])
    assert found["totals"]["认定"] == len(graph.rulings)


def test_export_writes_the_version_in_use(shouwen: Shouwen, tmp_path: Path, graph: KnowledgeGraph) -> None:
    out = tmp_path / "out"
    assert shouwen("kb", "export", "--out", out).status == 0
    assert out.read_bytes() == graph.nquads()
    assert [p.name for p in tmp_path.glob("out*")] == ["out"]


def test_an_unknown_export_format_is_refused_with_those_known(shouwen: Shouwen) -> None:
    ran = shouwen("kb", "export", "--format", "pdf")
    assert ran.status == 2
    assert "pdf" in ran.err
    assert "nq" in ran.err


def test_format_check_tells_formatted_from_not_and_changes_nothing(shouwen: Shouwen, knowledge_file: Path) -> None:
    before = knowledge_file.read_bytes()
    checked = shouwen("kb", "format", "--check", knowledge_file)
    assert checked.status == 1
    assert str(knowledge_file) in checked.out
    assert knowledge_file.read_bytes() == before
    assert shouwen("kb", "format", knowledge_file).status == 0
    assert shouwen("kb", "format", "--check", knowledge_file).status == 0


def test_format_of_a_file_with_an_error_names_it(shouwen: Shouwen, knowledge_file: Path) -> None:
    knowledge_file.write_text("<a> <b> ", encoding="utf-8")
    ran = shouwen("kb", "format", knowledge_file)
    assert ran.status == 2
    assert "small.ttl" in ran.err
    assert knowledge_file.read_text(encoding="utf-8") == "<a> <b> "


@pytest.mark.pack
def test_every_citation_stands_in_the_law_pack(shouwen: Shouwen, pack: Path) -> None:
    ran = shouwen("kb", "verify", "--laws", pack / "laws")
    assert ran.status == 0, ran.out[-2000:]
    assert "未通过 0 处" in ran.out


def test_verify_without_a_pack_says_what_is_missing(shouwen: Shouwen, tmp_path: Path) -> None:
    ran = shouwen("kb", "verify", "--laws", tmp_path)
    assert ran.status == 2
    assert "articles.jsonl.gz" in ran.err
