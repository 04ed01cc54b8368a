"""Experience on disk: saved whole or not at all, opened or refused by name, taken up when more was learned."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import past_letters as made
import pytest

from graph.store import KnowledgeGraph
from ontology.errors import BadVersion
from resolver.history import surety
from resolver.history.experience import Experience, name_in_use, open_experience
from resolver.history.letters import Answered, Letters
from resolver.practice import Experiences


def same(one: Experience, other: Experience) -> bool:
    """Return whether two experiences hold the same, down to each array."""
    arrays = [f.name for f in dataclasses.fields(Letters) if isinstance(getattr(one.letters, f.name), np.ndarray)]
    names = ("places", "functions", "units", "matter_names")
    return (
        (one.place, one.built_from, one.letters.ids, one.model.functions, one.model.rules)
        == (other.place, other.built_from, other.letters.ids, other.model.functions, other.model.rules)
        and all(np.array_equal(getattr(one.letters, name), getattr(other.letters, name)) for name in arrays)
        and all(getattr(one.letters, name).list == getattr(other.letters, name).list for name in names)
        and all(np.array_equal(getattr(one.model, name), getattr(other.model, name)) for name in ("vocabulary", "rarity", "by_gram", "by_matter", "offsets"))
        and np.array_equal(one.surety.points, other.surety.points)
        and (one.surety.weights, one.surety.offset) == (other.surety.weights, other.surety.offset)
    )


def test_what_was_learned_is_opened_without_what_it_was_fitted_with(long_experience: Experience, tmp_path: Path) -> None:
    """scikit-learn takes a second to import: a command that answers one letter need not wait for it."""
    long_experience.save(tmp_path, made.CODE)
    code = (
        "import sys; from pathlib import Path; from resolver.history.experience import open_experience\n"
        "e = open_experience(Path(sys.argv[1]), sys.argv[2]); e.units, e.automatic_from(0.95); print('sklearn' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path), made.CODE], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_what_was_saved_is_opened_again(long_experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    long_experience.save(tmp_path, made.CODE)
    opened = open_experience(tmp_path, made.CODE)
    assert same(opened, long_experience)
    signs = surety.Signs(0.5, 0.2, -1.0, 1.0, 0.6, 0.1, -0.3)
    assert opened.surety.of(signs) == pytest.approx(long_experience.surety.of(signs))
    for each in letters[::9]:
        assert opened.judge(opened.sight(each.reading), {}) == long_experience.judge(long_experience.sight(each.reading), {})


def test_more_can_be_learned_on_top_of_what_was_opened(experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    new = [replace(a, id=f"{a.id}-new") for a in letters[:8]]
    open_experience(tmp_path, made.CODE).with_more(new).save(tmp_path, made.CODE)
    assert set(open_experience(tmp_path, made.CODE).letters.ids) == {*experience.letters.ids, *(a.id for a in new)}


def test_the_version_before_stays_and_older_ones_go(experience: Experience, tmp_path: Path) -> None:
    for _ in range(4):
        experience.save(tmp_path, made.CODE)
    assert sorted(p.name for p in (tmp_path / "history" / made.CODE).iterdir()) == ["3", "4", "current"]
    assert name_in_use(tmp_path, made.CODE) == "4"


def test_no_sentence_of_a_letter_is_on_disk(experience: Experience, letters: list[Answered], tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    stored = b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())

    def is_stored(text: str) -> bool:
        return any(form in stored for form in (text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le"), json.dumps(text)[1:-1].encode()))

    assert is_stored(made.LAMP_KEEPER), "the search finds what is there"
    for each in letters:
        assert len(each.reading.text) > 20
        assert not any(is_stored(piece) for piece in each.reading.text.split("，") if len(piece) > 4), each.reading.text
    assert not any(is_stored(road) for road in made.ROADS)


@pytest.mark.parametrize("keep", [pytest.param(lambda size: size // 2, id="half"), pytest.param(lambda size: size - 1, id="all but a byte")])
def test_a_truncated_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path, keep: Callable[[int], int]) -> None:
    assert refuse_each(experience, tmp_path, keep) > 20


def test_an_empty_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path) -> None:
    assert refuse_each(experience, tmp_path, lambda size: 0) > 20


def refuse_each(experience: Experience, home: Path, keep: Callable[[int], int]) -> int:
    """Cut off every file of a saved experience in turn, see that it is refused, and return how many were."""
    experience.save(home, made.CODE)
    files = [p for p in (home / "history" / made.CODE / "1").rglob("*") if p.is_file()]
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[: keep(len(whole))])
        with pytest.raises(BadVersion) as refused:
            open_experience(home, made.CODE)
        assert str(path.parent) in str(refused.value)
        assert "--again" in str(refused.value)
        path.write_bytes(whole)
    assert open_experience(home, made.CODE).letters.ids == experience.letters.ids
    return len(files)


def test_points_of_another_program_are_refused(experience: Experience, tmp_path: Path) -> None:
    """Points with a sign less: as many numbers may well make whole rows of today's."""
    experience.save(tmp_path, made.CODE)
    np.save(tmp_path / "history" / made.CODE / "1" / "surety.npy", np.zeros((6 * surety.COLUMNS, surety.COLUMNS - 1), dtype=np.float32))
    with pytest.raises(BadVersion, match="--again"):
        open_experience(tmp_path, made.CODE)


def test_a_missing_file_is_refused_naming_its_folder(experience: Experience, tmp_path: Path) -> None:
    experience.save(tmp_path, made.CODE)
    (tmp_path / "history" / made.CODE / "1" / "letters" / "days.npy").unlink()
    with pytest.raises(BadVersion, match="letters"):
        open_experience(tmp_path, made.CODE)


def test_a_save_that_fails_at_any_array_changes_nothing(experience: Experience, letters: list[Answered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experience.save(tmp_path, made.CODE)
    more = experience.with_more([replace(letters[0], id="one more")])
    root = tmp_path / "history" / made.CODE
    save = np.save

    def failing(at: int) -> Callable[..., None]:
        calls = iter(range(1, at + 1))

        def write(file: Path, array: Any) -> None:
            if next(calls) == at:
                Path(file).write_bytes(b"\x93NUMPY half of it")
                raise OSError("no space left on device")
            save(file, array)

        return write

    for at in range(1, 20):
        monkeypatch.setattr(np, "save", failing(at))
        with pytest.raises(OSError, match="no space"):
            more.save(tmp_path, made.CODE)
        assert sorted(p.name for p in root.iterdir()) == ["1", "current"], at
        assert name_in_use(tmp_path, made.CODE) == "1"
    assert open_experience(tmp_path, made.CODE).letters.ids == experience.letters.ids
    monkeypatch.setattr(np, "save", save)
    more.save(tmp_path, made.CODE)
    assert open_experience(tmp_path, made.CODE).letters.ids == more.letters.ids


@pytest.fixture
def chain(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Return a district and all it lies within."""
    return graph.place_chain(graph.find_place(made.PUDONG).id)


def test_what_is_learned_meanwhile_is_taken_up_at_a_refresh(experience: Experience, letters: list[Answered], tmp_path: Path, chain: tuple[str, ...]) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    first = known.of(chain)
    assert first
    assert not known.outdated()
    experience.with_more([replace(letters[0], id="one more")]).save(tmp_path, made.CODE)
    assert known.outdated()
    assert known.of(chain) is first, "nothing changes under a request"
    known.refresh()
    then = known.of(chain)
    assert then
    assert "one more" in then.letters.ids
    assert not known.outdated()


def test_a_place_learned_of_meanwhile_is_taken_up_and_the_most_local_counts(experience: Experience, tmp_path: Path, chain: tuple[str, ...], graph: KnowledgeGraph) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    assert known.learned() == (made.CODE,)
    replace(experience, place=chain[0]).save(tmp_path, "310115")
    assert known.outdated()
    known.refresh()
    assert known.learned() == (made.CODE, "310115")
    district, city = known.of(chain), known.of(graph.place_chain(graph.find_place(made.XUHUI).id))
    assert district
    assert city
    assert (district.place, city.place) == (chain[0], experience.place)
    assert known.of(graph.place_chain(graph.find_place("宁海县").id)) is None


def test_what_was_learned_and_is_broken_leaves_the_running_one_in_use(experience: Experience, tmp_path: Path, chain: tuple[str, ...]) -> None:
    experience.save(tmp_path, made.CODE)
    known = Experiences(tmp_path)
    first = known.of(chain)
    experience.save(tmp_path, made.CODE)
    (tmp_path / "history" / made.CODE / "2" / "letters" / "names.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadVersion):
        known.refresh()
    assert known.of(chain) is first


def test_what_is_broken_is_left_out_until_it_is_learned_again(
    experience: Experience, tmp_path: Path, chain: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    experience.save(tmp_path, made.CODE)
    replace(experience, place=chain[0]).save(tmp_path, "310115")
    (tmp_path / "history" / "310115" / "1" / "surety.npy").unlink()
    known = Experiences(tmp_path)
    city = known.of(chain)
    assert city, "the city's is whole"
    assert city.place == experience.place
    assert "310115" in caplog.text
    assert isinstance(known.fault(chain), BadVersion)
    assert known.fault(chain[1:]) is None
    assert not known.outdated(), "the same broken files are not tried again and again"
    replace(experience, place=chain[0]).save(tmp_path, "310115")
    assert known.outdated()
    known.refresh()
    district = known.of(chain)
    assert district
    assert district.place == chain[0]
    assert known.fault(chain) is None


def test_a_home_without_history_has_no_experience(tmp_path: Path, chain: tuple[str, ...]) -> None:
    for known in (Experiences(tmp_path), Experiences()):
        assert known.of(chain) is None
        assert known.learned() == ()
        assert not known.outdated()
