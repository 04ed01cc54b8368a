"""`shouwen learn` and `shouwen practice`: a place's past letters from a file, what could not be learned, what practice shows."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import past_letters as made
import pytest

from curation.preview import letter_cases
from ontology.errors import BadVersion
from ontology.vocabulary import iri
from resolver.history.experience import Experience, open_experience
from resolver.history.kept import read_kept
from resolver.pipeline import Resolver

Shouwen = Callable[..., Any]
Write = Callable[..., Path]
HERE = ("--jurisdiction", "上海市")


@pytest.fixture(scope="module")
def experience(resolver: Resolver) -> Experience:
    """Return what all the made-up letters teach."""
    return made.experience(resolver)


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """Return a copy of the home for each test: what one learns, another must not know."""
    folder = tmp_path / "home"
    shutil.copytree(home, folder, copy_function=os.link)
    return folder


@pytest.fixture
def learned(own_home: Path, experience: Experience) -> Path:
    """Return a home in which the letters were learned."""
    experience.save(own_home, made.CODE)
    return own_home


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes rows as a file of JSON lines; a row that is text is written as it is."""

    def to_file(rows: Iterable[dict[str, Any] | str], name: str = "letters.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows), encoding="utf-8")
        return path

    return to_file


def without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


def test_a_file_is_learned_and_what_it_taught_is_used_at_once(shouwen: Shouwen, write: Write, own_home: Path) -> None:
    new = ("resolve", made.letter("油烟"), *HERE, "--district", made.PUDONG, "--as-of", str(made.AFTER), "--json")
    before = json.loads(shouwen(*new).out)
    ran = shouwen("learn", write(made.rows()), *HERE)
    assert (ran.status, ran.err) == (0, "")
    assert "上海市：学了 80 件，共 80 件、8 个单位" in ran.out
    assert "还没有能直接派出的把握" in ran.out
    assert open_experience(own_home, made.CODE).letters.ids[0] == "路灯-浦东新区-0"
    after, aside = json.loads(shouwen(*new).out), json.loads(shouwen(*new, "--no-history").out)
    assert after["lead"]["name"] == made.CITY_GUARDS[made.PUDONG]
    assert aside == before
    assert aside["lead"]["name"] == "上海市浦东新区生态环境局"
    assert "learned" in after["explanation"]
    assert "learned" not in aside["explanation"]
    assert after["history_version"] == "310000/1", "the same versions give the same answer"
    assert "history_version" not in aside


def test_a_batch_can_leave_history_aside_too(shouwen: Shouwen, write: Write, learned: Path) -> None:
    row = {"id": "1", "text": made.letter("油烟"), "jurisdiction": "上海市", "district": made.PUDONG, "date": str(made.AFTER)}
    path = write([row])
    asked, aside = (json.loads(shouwen("resolve", "--in", path, "--workers", "1", *more).out) for more in ((), ("--no-history",)))
    assert asked["lead"]["name"] == made.CITY_GUARDS[made.PUDONG]
    assert aside["lead"]["name"] == "上海市浦东新区生态环境局"


def test_as_json_the_figures_are_given(shouwen: Shouwen, write: Write, resolver: Resolver) -> None:
    rows = [*made.rows(), {"id": "x", "text": made.letter("路灯"), "date": "2026-05-01", "unit": "甲乙丙"}]
    ran = shouwen("learn", write(rows), *HERE, "--json")
    figures = json.loads(ran.out)
    seconds = figures.pop("seconds")
    assert ran.status == 0
    assert figures == {
        "place": resolver.graph.find_place("上海市").id, "letters": 80, "new": 80, "units": 8, "automatic_from": None, "without_function": 1, "faults": [],
    }  # fmt: skip
    assert 0 < seconds < 60


def test_a_unit_whose_function_nobody_can_tell_is_counted_and_left_out(shouwen: Shouwen, write: Write, own_home: Path) -> None:
    rows = [*made.rows(), {"id": "x", "text": made.letter("路灯"), "date": "2026-05-01", "unit": "甲乙丙"}]
    ran = shouwen("learn", write(rows), *HERE)
    assert "有 1 件看不出承办单位是什么职能" in ran.err
    assert "甲乙丙" not in open_experience(own_home, made.CODE).letters.units.list


def test_a_table_with_chinese_headings_is_learned(shouwen: Shouwen, tmp_path: Path, own_home: Path) -> None:
    path = tmp_path / "办结.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["工单编号", "诉求内容", "区县", "受理日期", "unit", "function", "经办人"])
        writer.writerows([r["id"], r["text"], r["district"], r["date"].replace("-", "/"), r["unit"], r.get("function", ""), "某人"] for r in made.rows())
    ran = shouwen("learn", path, *HERE)
    assert (ran.status, ran.err) == (0, "")
    found = open_experience(own_home, made.CODE).letters
    assert len(found) == 80
    assert {p.rsplit("/", 1)[-1] for p in found.places.list} == {"310115", "310104"}


def faulty(good: dict[str, Any]) -> list[tuple[dict[str, Any] | str, str]]:
    """Return rows with something wrong, and what is to be said of each."""
    return [
        (without(good, "unit") | {"id": "a"}, "没有写承办单位"),
        (good | {"id": "b", "unit": ""}, "没有写承办单位"),
        (without(good, "date") | {"id": "c"}, "没有写日期"),
        (good | {"id": "d", "date": "昨天"}, "昨天"),
        (good | {"id": "e", "function": "tabacco"}, "没有职能“tabacco”"),
        (without(good, "district") | {"id": "f", "jurisdiction": "宁海县"}, "这一件不是上海市的"),
        (good | {"id": "g", "district": "亚特兰蒂斯"}, "亚特兰蒂斯"),
        (good | {"id": "h", "text": "  "}, "诉求内容为空"),
        ('{"id": "i", "text": "路灯', "这一行读不了"),
    ]


def test_rows_that_cannot_be_learned_are_named_by_line_and_the_rest_is_learned(shouwen: Shouwen, write: Write, own_home: Path) -> None:
    rows = made.rows()[:30]
    wrong = faulty(rows[0])
    path = write([*rows[:10], *(row for row, _ in wrong), *rows[10:]])
    ran = shouwen("learn", path, *HERE)
    assert ran.status == 1
    said = ran.err.splitlines()
    assert len(said) == len(wrong)
    for number, (line, (_, words)) in enumerate(zip(said, wrong, strict=True), 11):
        assert line.startswith(f"没能学：letters.jsonl 第 {number} 行："), line
        assert words in line
    assert "学了 30 件" in ran.out
    assert set(open_experience(own_home, made.CODE).letters.ids) == {r["id"] for r in rows}


def test_as_json_the_faults_are_all_listed_and_the_exit_status_tells(shouwen: Shouwen, write: Write) -> None:
    rows = made.rows()[:30]
    ran = shouwen("learn", write([*rows, *(without(rows[0], "unit") for _ in range(12))]), *HERE, "--json")
    figures = json.loads(ran.out)
    assert ran.status == 1
    assert [f.split("：")[0] for f in figures["faults"]] == [f"letters.jsonl 第 {n} 行" for n in range(31, 43)]
    plain = shouwen("learn", write([*rows, *(without(rows[0], "unit") for _ in range(12))]), *HERE)
    assert plain.err.count("没能学：") == 10
    assert "另有 2 行没能学" in plain.err


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_letters_are_refused_and_nothing_is_kept(shouwen: Shouwen, write: Write, own_home: Path, count: int) -> None:
    rows = made.rows()
    ran = shouwen("learn", write([*rows[:count], without(rows[50], "unit")]), *HERE)
    assert (ran.status, ran.out) == (2, "")
    assert f"能学的诉求只有 {count} 件" in ran.err
    assert "至少要 20 件" in ran.err
    assert f"第 {count + 1} 行" in ran.err, "the first fault is a hint"
    assert not (own_home / "history").exists()


def test_twenty_letters_are_enough(shouwen: Shouwen, write: Write) -> None:
    assert shouwen("learn", write(made.rows()[:20]), *HERE).status == 0


@pytest.mark.parametrize(("arguments", "message"), [(("none.jsonl", *HERE), "没有这个文件"), (("letters.pdf", *HERE), ".pdf"), (("x.jsonl", "--jurisdiction", "亚特兰蒂斯"), "亚特兰蒂斯")])
def test_what_cannot_be_read_at_all_is_refused(shouwen: Shouwen, arguments: tuple[str, ...], message: str) -> None:
    ran = shouwen("learn", *arguments)
    assert ran.status == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_learning_twice_adds_and_the_same_letters_are_not_doubled(shouwen: Shouwen, write: Write, learned: Path) -> None:
    more = [row | {"id": f"later-{row['id']}"} for row in made.rows()[:5]]
    ran = shouwen("learn", write([*more, *made.rows()[:7]]), *HERE)
    assert ran.status == 0
    assert "学了 12 件，共 85 件" in ran.out
    assert len(open_experience(learned, made.CODE).letters) == 85
    few = shouwen("learn", write([row | {"id": "one more"} for row in made.rows()[:1]]), *HERE)
    assert few.status == 0, "on top of what is known even one letter can be learned"
    assert "共 86 件" in few.out


def test_learning_again_drops_what_was_known(shouwen: Shouwen, write: Write, learned: Path) -> None:
    rows = [row | {"id": f"again-{row['id']}"} for row in made.rows()[:25]]
    ran = shouwen("learn", write(rows), *HERE, "--again")
    assert ran.status == 0
    assert "学了 25 件，共 25 件" in ran.out
    assert set(open_experience(learned, made.CODE).letters.ids) == {row["id"] for row in rows}
    too_few = shouwen("learn", write(rows[:3]), *HERE, "--again")
    assert too_few.status == 2
    assert len(open_experience(learned, made.CODE).letters) == 25, "what was known stays in use"


def test_what_is_broken_on_disk_is_said_and_learning_again_mends_it(shouwen: Shouwen, write: Write, learned: Path) -> None:
    damaged = learned / "history" / made.CODE / "1" / "letters" / "names.json"
    damaged.write_text(damaged.read_text(encoding="utf-8")[:100], encoding="utf-8")
    path = write(made.rows())
    for arguments in (("learn", path, *HERE), ("practice", *HERE)):
        ran = shouwen(*arguments)
        assert ran.status == 2
        assert str(damaged.parent) in ran.err
        assert "shouwen learn --again" in ran.err
    assert "没有留存来信文字" in shouwen("learn", *HERE, "--again").err
    assert shouwen("learn", path, *HERE, "--again").status == 0
    assert shouwen("practice", *HERE).status == 0


def test_a_place_whose_experience_is_broken_is_answered_by_the_written_bases_and_told_so(shouwen: Shouwen, write: Write, own_home: Path) -> None:
    new = ("resolve", made.letter("油烟"), *HERE, "--district", made.PUDONG, "--as-of", str(made.AFTER), "--json")
    assert shouwen("learn", write(made.rows()), *HERE).status == 0
    used = json.loads(shouwen(*new).out)
    (own_home / "history" / made.CODE / "1" / "functions" / "names.json").write_text("{}", encoding="utf-8")
    broken, aside = json.loads(shouwen(*new).out), json.loads(shouwen(*new, "--no-history").out)
    assert broken["lead"] == aside["lead"]
    assert [n for n in broken["explanation"]["notes"] if "惯例打不开" in n]
    assert not [n for n in aside["explanation"]["notes"] if "惯例打不开" in n], "who leaves history aside is not told of it"
    assert "要用留存的来信" in shouwen("learn", *HERE).err
    ran = shouwen("learn", *HERE, "--again")
    assert (ran.status, ran.err) == (0, "")
    assert "上海市：学了 80 件，共 80 件、8 个单位" in ran.out
    again = json.loads(shouwen(*new).out)
    assert (again["lead"], again["candidates"]) == (used["lead"], used["candidates"]), "what was kept of letters teaches the same"
    assert len(read_kept(own_home, made.CODE)) == 80


def test_practice_lists_departures_and_units_that_are_not_entered(shouwen: Shouwen, learned: Path) -> None:
    ran = shouwen("practice", *HERE)
    assert ran.status == 0
    assert "上海市，2026-09-05 之前一年的来信" in ran.out
    fumes = next(line for line in ran.out.splitlines() if "餐饮油烟扰民" in line)
    for words in ("20 件中 20 件", "上海市浦东新区城市管理行政执法局 10 件", "《上海市大气污染防治条例》第九十九条", "应由上海市生态环境局主办"):
        assert words in fumes
    assert "没有登记的单位 1 个" in ran.out
    assert f"  {made.LAMP_KEEPER}　10 件　housing-construction　上海市浦东新区" in ran.out.splitlines()


def test_practice_as_json_and_on_another_day(shouwen: Shouwen, learned: Path, resolver: Resolver) -> None:
    found = json.loads(shouwen("practice", *HERE, "--json").out)
    assert found["place"] == resolver.graph.find_place("上海市").id
    assert found["as_of"] == "2026-09-05"
    assert {d["label"] for d in found["departures"]} >= {"餐饮油烟扰民", "河道黑臭"}
    assert [(u["name"], u["letters"]) for u in found["units"]] == [(made.LAMP_KEEPER, 10)]
    earlier = json.loads(shouwen("practice", *HERE, "--json", "--as-of", "2025-01-01").out)
    assert (earlier["as_of"], earlier["departures"]) == ("2025-01-01", [])
    assert earlier["units"] == found["units"], "a unit that is not entered is not entered on any day"


def test_practice_of_a_place_not_learned_says_how_to_learn(shouwen: Shouwen, learned: Path) -> None:
    ran = shouwen("practice", "--jurisdiction", "宁海县")
    assert (ran.status, ran.out) == (2, "")
    assert "还没有学过浙江省宁波市宁海县的历史" in ran.err
    assert "shouwen learn" in ran.err


# --- known faults: each test passes once its fault is mended ----------------------------------


def test_a_letter_in_another_language_is_a_fault_of_its_line(shouwen: Shouwen, write: Write) -> None:
    rows = made.rows()[:30]
    ran = shouwen("learn", write([*rows, rows[0] | {"id": "x", "text": "street lamp"}]), *HERE)
    assert ran.status == 1
    assert "第 31 行" in ran.err
    assert "学了 30 件" in ran.out


def test_a_second_file_without_ids_adds_to_the_first(shouwen: Shouwen, write: Write, own_home: Path) -> None:
    first, second = made.rows()[:30], made.rows()[30:60]
    for rows in (first, second):
        assert shouwen("learn", write(without(row, "id") for row in rows), *HERE).status == 0
    assert len(open_experience(own_home, made.CODE).letters) == 60


def test_texts_are_kept_without_personal_data_and_grow(shouwen: Shouwen, own_home: Path, write: Write) -> None:
    rows = made.rows()
    rows[0] |= {"text": rows[0]["text"] + "，我的电话13812345678", "title": "路灯"}
    shouwen("learn", str(write(rows[:60])), *HERE)
    first = read_kept(own_home, made.CODE)
    assert len(first) == 60 and [k.date for k in first] == sorted(k.date for k in first)
    told = next(k for k in first if k.id == rows[0]["id"])
    assert "13812345678" not in told.text and told.text.startswith("锦绣路") and told.title == "路灯"
    assert (told.unit, told.function, told.place) == (made.LAMP_KEEPER, "housing-construction", iri("place", "310115"))
    shouwen("learn", str(write([*rows[59:], rows[0] | {"text": made.letter("路灯", "成山路")}])), *HERE)
    more = read_kept(own_home, made.CODE)
    assert len({k.id for k in more}) == len(more) == 80
    assert next(k for k in more if k.id == rows[0]["id"]).text.startswith("成山路")
    assert {c.unit for c in letter_cases(own_home, made.CODE)} == {row["unit"] for row in rows}


def test_no_text_keeps_none_and_removes_what_was_kept(shouwen: Shouwen, own_home: Path, write: Write) -> None:
    shouwen("learn", str(write(made.rows()[:60])), *HERE)
    assert list(own_home.glob("history/*/*/letters.jsonl.gz"))
    shouwen("learn", str(write(made.rows()[60:])), *HERE, "--no-text")
    assert not list(own_home.glob("history/*/*/letters.jsonl.gz")) and letter_cases(own_home, made.CODE) == []
    assert len(open_experience(own_home, made.CODE).letters) == 80


def test_kept_texts_that_are_broken_are_named(learned: Path) -> None:
    (learned / "history" / made.CODE / "1" / "letters.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(BadVersion, match=r"留存的来信打不开.*letters\.jsonl\.gz"):
        letter_cases(learned, made.CODE)
