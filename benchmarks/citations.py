"""How exactly the citation reader reads real citations: `python -m benchmarks.citations [SHARED] [--draw NAME]`.

citations.tsv says where each stands (file below the data, record, field, offset, length in characters) and what a person reading it
takes it to cite; it holds no text of the letters, which comes from ../shared. Draws by fixed seeds: from replies, rulings and founding
documents, and (`…-letters`) from what citizens write, stratified over the shapes in which people write (column shape). From `second` on
passages were drawn by a loose net that is no part of the reader (any 《, 条, 款, 项, document or standard number, and words that end like
a title), each template once, none met before; judged by reading before the reader saw them; then the reader was mended by them. So only
a draw as first met (FIRST_MET) tells how unseen text is read; today's figure tells that nothing was lost. `third` used up the replies
and rulings of the data. `kind`: norm counts; none (七条公交线路) and paper (a certificate, a book, a mailbox in 《》) show what is read
where nothing is cited (papers were noted up to `fresh`). 款 and 项 without article within a quoted provision count as none; a plan, notice or a compound's own rules in 《》 as norm.

A citation is exact when all references that the reader finds there agree in title (by the register of the laws in the data, so
消法 = 消费者权益保护法; 《办法》 and 12号文 = what the text has cited by them), article, paragraph, item, and in the document's or
standard's number where one stands there; title * = any.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ontology.citation import ArticleRef, TitleRegister, find
from ontology.titles import fold

TABLE: Final = Path(__file__).with_name("citations.tsv")
SHARED: Final = Path(__file__).resolve().parents[2] / "shared"
NORM: Final = "norm"
FIRST_MET: Final = {
    "second": (195, 219), "second-letters": (71, 93), "third": (187, 198), "third-letters": (82, 97), "fourth-letters": (139, 156),
    "fifth-letters": (89, 103), "sixth-letters": (77, 90), "seventh-letters": (62, 69),
}  # fmt: skip
"""Exact and judged of the draws whose first reading was noted; each by the reader as it stood then, mended by the draws before."""
DRAWS: Final = ("first", "letters", "held", "held-letters", "fresh", "fresh-letters", *FIRST_MET)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation stands, and what it cites: one (title, article, paragraph, item) each; empty for no citation."""

    draw: str
    file: str
    record: str
    field: str
    start: int
    length: int
    shape: str
    kind: str
    cited: tuple[tuple[str, str, str, str], ...]
    document: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a citation; `around`: its text and some before."""

    place: Place
    read: tuple[ArticleRef, ...]
    exact: bool
    around: str


def places(table: Path = TABLE) -> list[Place]:
    """Return the judged citations."""
    with table.open(encoding="utf-8", newline="") as stream:
        return [_place(row) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _place(row: dict[str, str]) -> Place:
    pieces = [row[column].split(";") for column in ("title", "article", "paragraph", "item")] if row["kind"] == NORM else []
    cited = tuple((t, a, p, i) for t, a, p, i in zip(*pieces, strict=True))
    return Place(
        row["draw"], row["file"], row["record"], row["field"], int(row["offset"]), int(row["length"]), row["shape"], row["kind"], cited, row["document"]
    )


def texts(shared: Path, wanted: list[Place]) -> Iterator[tuple[Place, str]]:
    """Yield each place with the whole text it stands in."""
    by_file: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in wanted:
        by_file[place.file][place.record].append(place)
    for file, records in by_file.items():
        for name, record in _records(shared, file):
            for place in records.get(name, ()):
                yield place, _field(record, place.field)


def _records(shared: Path, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if file.endswith(".txt"):
        yield Path(file).stem, {"text": (shared / file).read_text(encoding="utf-8")}
        return
    path = shared / "data" / file
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            yield record["id"], record


def _field(record: dict[str, Any], field: str) -> str:
    name, _, position = field.partition(".")
    value = record[name]
    return str(value if not position else value[int(position)] if isinstance(value, list) else value[position])


def register(shared: Path) -> TitleRegister:
    """Return the register of the laws in the data."""
    versions: dict[str, set[str]] = defaultdict(set)
    with gzip.open(shared / "data" / "laws" / "laws.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            law = json.loads(line)
            versions[law["law"]].add(str(law.get("version_date") or ""))
    return TitleRegister(versions)


def readings(shared: Path, wanted: list[Place]) -> list[Reading]:
    """Return what the reader makes of each place."""
    known = register(shared)
    return [_reading(place, text, known) for place, text in texts(shared, wanted)]


def _reading(place: Place, text: str, known: TitleRegister) -> Reading:
    end = place.start + place.length
    read = tuple(ref for ref in find(text, known) if ref.span[0] < end and place.start < ref.span[1])
    return Reading(place, read, _agree(place, read, known), text[max(0, place.start - 40) : end + 20])


def _agree(place: Place, read: tuple[ArticleRef, ...], known: TitleRegister) -> bool:
    def title(name: str) -> str:
        return fold(known.title(name) or name)

    def text(number: int | None) -> str:
        return str(number) if number else ""

    told = Counter((title(t), a, p, i) for t, a, p, i in place.cited)
    found = Counter((title(r.title), r.number, text(r.paragraph), text(r.item)) for r in read)
    if {t for t, *_ in place.cited} == {"*"}:
        told, found = Counter(), Counter()
    return told == found and (not place.document or place.document in {r.document for r in read})


def main() -> None:
    """Print the exact share of each draw and shape, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--draw", choices=DRAWS)
    given = parser.parse_args()
    shared = given.shared.parent if given.shared.name == "data" else given.shared
    wanted = [p for p in places() if given.draw in (None, p.draw)]
    started = time.process_time()
    found = readings(shared, wanted)
    spent = time.process_time() - started
    for reading in found:
        place = reading.place
        if reading.exact if place.kind == NORM else not reading.read:
            continue
        told = "；".join(f"{t} {a}/{p}/{i}" for t, a, p, i in place.cited) or f"（{place.kind}）"
        read = "；".join(f"{r.title} {r.number}/{r.paragraph or ''}/{r.item or ''} {r.document}" for r in reading.read) or "—"
        print(f"{place.draw} {place.shape} {place.record}@{place.start}\n  {reading.around!r}\n  应为 {told} {place.document}\n  读作 {read}")
    for draw in dict.fromkeys(p.draw for p in wanted):
        norms = [r for r in found if r.place.draw == draw and r.place.kind == NORM]
        others = [r for r in found if r.place.draw == draw and r.place.kind == "none"]
        shapes = Counter((r.place.shape, r.exact) for r in norms)
        told = "，".join(f"{s} {shapes[s, True]}/{shapes[s, True] + shapes[s, False]}" for s in dict.fromkeys(r.place.shape for r in norms))
        right = sum(r.exact for r in norms)
        met = FIRST_MET.get(draw)
        first = f"，初读 {met[0]}/{met[1]} = {met[0] / met[1]:.1%}" if met else ""
        print(f"{draw}：{right}/{len(norms)} = {right / len(norms):.1%}{first}（{told}）；不是引文的 {len(others)} 处误读 {sum(bool(r.read) for r in others)} 处")
    print(f"CPU {spent:.2f} 秒")


if __name__ == "__main__":
    main()
