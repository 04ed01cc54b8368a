"""Past letters in their own words, kept beside what was learned of them: to be answered again when the rules are to change.

    HOME/history/<code>/<name>/letters.jsonl.gz   one letter a line, by day; without personal data, as far as answers read

Absent where the place's administrator did not want texts kept (`shouwen learn --no-text`).
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ontology.errors import BadVersion
from ontology.model import Case
from resolver import tuning
from resolver.clean import clean
from resolver.history.experience import MOST_LEARNED, name_in_use
from resolver.history.learning import Past

FILE: Final = "letters.jsonl.gz"
LONGEST: Final = max(tuning.READ_CHARACTERS, tuning.FOUND_CHARACTERS)
"""Characters of a letter that answers look at; the rest is not kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A past letter: what it says without personal data, its day (ISO 8601), its place (IRI), and the unit and function that answered."""

    id: str
    title: str
    text: str
    date: str
    place: str
    unit: str
    function: str

    @property
    def case(self) -> Case:
        """Return the letter as a case, asked on its day."""
        return Case(self.id, self.text, dt.date.fromisoformat(self.date), self.title, self.place or None)

    @property
    def past(self) -> Past:
        """Return the letter as it is learned."""
        return Past(self.case, self.unit, self.function)


def kept_of(past: Past, function: str) -> Kept:
    """Return what is kept of a letter that was learned; raises BadInput for a text that cannot be read."""
    case, text = past.case, clean(past.case.text, past.case.title, where=past.case.id)
    return Kept(case.id, text.title, text.body[:LONGEST], case.as_of.isoformat(), case.place or "", past.unit, function)


def joined(before: Iterable[Kept], more: Iterable[Kept]) -> list[Kept]:
    """Return letters by day, the newest MOST_LEARNED of them; of those with one id the last."""
    by_id = {k.id: k for letters in (before, more) for k in letters}
    return sorted(by_id.values(), key=lambda k: k.date)[-MOST_LEARNED:]


def write_kept(letters: Iterable[Kept], folder: Path) -> None:
    """Write letters into the folder of what was learned of them; without letters, nothing."""
    lines = [json.dumps(asdict(k), ensure_ascii=False) + "\n" for k in letters]
    if lines:
        with gzip.open(folder / FILE, "wt", encoding="utf-8", compresslevel=6) as file:
            file.writelines(lines)


def read_kept(home: Path, code: str) -> list[Kept]:
    """Return the letters kept of a place, by day; none where no text was kept. Raises BadVersion for a file that is broken."""
    path = home / "history" / code / (name_in_use(home, code) or "") / FILE
    if not path.is_file():
        return []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            letters = [Kept(**json.loads(line)) for line in file]
        for letter in letters:
            dt.date.fromisoformat(letter.date)
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise BadVersion("留存的来信打不开", where=str(path), why=str(error), mend="删去这个文件，重新运行 shouwen learn") from error
    return letters


def forget_texts(home: Path, code: str) -> None:
    """Remove every text kept of a place; what was learned stays."""
    for path in (home / "history" / code).glob(f"*/{FILE}"):
        path.unlink(missing_ok=True)
