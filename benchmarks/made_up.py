"""A version with as many rulings as one likes, made up from the shipped knowledge (they are labelled 合成).

Rulings are drawn as numbers and written as columns: a million records as Python objects, and their texts encoded one by
one, would take 12 GB. Each is on a matter and in a county drawn at random, told in one of the matter's phrases, with the
matter's national lead as its lead; a phrase is encoded and read once, however many rulings are told in it.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph import store
from graph.columns import columns_of, strings_of, write_columns, write_table
from graph.store import KnowledgeGraph
from graph.strings import NONE, Strings
from ontology import model as m
from ontology.vocabulary import iri
from resolver import indexing, wordsearch
from resolver.encode import Encoder
from resolver.gazetteer import Gazetteer, names_of
from resolver.pipeline import Resolver

SEED = 20261122
FIRST_DAY, DAYS = dt.date(2016, 1, 1), 3500


@dataclass(frozen=True)
class Drawn:
    """What was drawn for each ruling: its matter and place, which text it is told in, and its first day as an ordinal."""

    matters: list[m.Matter]
    places: list[str]
    told: list[tuple[m.Matter, str]]
    matter: np.ndarray
    place: np.ndarray
    text: np.ndarray
    start: np.ndarray
    led: Mapping[str, str]


def draw(graph: KnowledgeGraph, count: int) -> Drawn:
    """Return so many rulings drawn at random, the same for the same graph and count."""
    rng = random.Random(SEED)
    places = [p.id for p in graph.places if not p.code.endswith("00")]
    led: dict[str, str] = {}
    for r in graph.responsibilities:
        if r.part == "lead" and r.function and r.place.endswith("/CN"):
            led.setdefault(r.matter, r.function)
    matters = [x for x in graph.matters if x.id in led and x.phrases]
    told = [(matter, phrase) for matter in matters for phrase in matter.phrases]
    firsts = np.cumsum([0, *(len(matter.phrases) for matter in matters)])
    drawn = np.empty((4, count), dtype=np.int32)
    for n in range(count):
        matter, place = rng.randrange(len(matters)), rng.randrange(len(places))
        text = firsts[matter] + rng.randrange(len(matters[matter].phrases))
        drawn[:, n] = matter, place, text, FIRST_DAY.toordinal() + rng.randrange(DAYS)
    return Drawn(matters, places, told, *drawn, led)


def version_with(resolver: Resolver, encoder: Encoder, count: int, folder: Path) -> KnowledgeGraph:
    """Write and open the shipped version with so many made-up rulings beside its own."""
    graph = resolver.graph
    drawn = draw(graph, count)
    order = _write_tables(graph, drawn, folder / "tables")
    shutil.copytree(graph.folder / "index", folder / "index")
    _write_index(graph, encoder, drawn, order, folder / "index")
    return store.open_folder(folder, f"合成{count}")


def _write_tables(graph: KnowledgeGraph, drawn: Drawn, folder: Path) -> np.ndarray:
    """Write the tables and return for each ruling, by position, its own number: the shipped first, then the drawn."""
    folder.mkdir(parents=True)
    count = len(drawn.matter)
    rulings = [iri("ruling", "合成", f"{n:07d}") for n in range(count)]
    given = [iri("resp", "合成", f"{n:07d}") for n in range(count)]
    titles = [f"合成认定{n}：{drawn.matters[i].label}" for n, i in enumerate(drawn.matter.tolist())]
    shipped = {name: list(getattr(graph, name)) for name in store.RECORDS}
    plain = {"", "合成", "assign", "lead", iri("doctrine", "先例"), *drawn.places}
    pool = Strings.write(folder, {s for rows in shipped.values() for s in strings_of(rows)} | plain | {*rulings, *given, *titles})

    def codes(texts: list[str]) -> np.ndarray:
        return np.array([pool[t] for t in texts], dtype=np.int32)

    def every(text: str) -> np.ndarray:
        return np.full(count, pool[text], dtype=np.int32)

    nothing = np.zeros(count, np.int32), np.empty(0, np.int32)
    of_matter, of_place = codes([x.id for x in drawn.matters])[drawn.matter], codes(drawn.places)[drawn.place]
    common = {"matter": of_matter, "place": of_place, "start": drawn.start, "until": np.zeros(count, np.int32)}
    ruled = common | {
        "id": codes(rulings), "title": codes(titles), "facts": codes([phrase for _, phrase in drawn.told])[drawn.text], "phrases": nothing, "disputed": nothing,
        "outcome": every("assign"), "doctrine": every(iri("doctrine", "先例")), "basis": nothing, "decided_by": every("合成"), "decided_on": drawn.start,
        "number": every(""), "supersedes": nothing, "follows": nothing, "case_only": np.zeros(count, np.bool_), "source": every("合成"), "note": every(""),
    }  # fmt: skip
    leads = common | {
        "id": codes(given), "part": every("lead"), "function": codes([drawn.led[x.id] for x in drawn.matters])[drawn.matter], "unit": np.full(count, NONE, np.int32),
        "duty": every("合成"), "options": nothing, "basis": (np.arange(1, count + 1, dtype=np.int32), ruled["id"]), "doctrine": every(""), "joint": np.zeros(count, np.bool_),
    }  # fmt: skip
    for name, rows in shipped.items():
        if name not in ("rulings", "responsibilities"):
            write_table(folder, store.RECORDS[name], rows, pool)
    _write_joined(folder, m.Responsibility, shipped["responsibilities"], leads, pool)
    return _write_joined(folder, m.Ruling, shipped["rulings"], ruled, pool)


def _write_joined(folder: Path, record: type[Any], rows: list[Any], more: Mapping[str, Any], pool: Mapping[str, int]) -> np.ndarray:
    """Write the columns of rows and of what was made up, in the order of `id` (codes stand in the order of the pool), and return that order."""
    columns = {name: _after(own, more[name]) for name, own in columns_of(record, rows, pool.__getitem__).items()}
    order = np.argsort(columns["id"], kind="stable")
    write_columns(folder, record, {name: _ordered(column, order) for name, column in columns.items()})
    return order


def _after(own: Any, more: Any) -> Any:
    if isinstance(own, tuple):
        last = own[0][-1] if len(own[0]) else 0
        return np.concatenate((own[0], more[0] + last)).astype(np.int32), np.concatenate((own[1], more[1]))
    return np.concatenate((own, more)).astype(own.dtype)


def _ordered(column: Any, order: np.ndarray) -> Any:
    if not isinstance(column, tuple):
        return column[order]
    ends, values = column
    lengths = np.diff(ends, prepend=0)
    theirs = np.cumsum(lengths[order])
    within = np.arange(len(values)) - np.repeat(theirs - lengths[order], lengths[order])
    return theirs.astype(np.int32), values[np.repeat((ends - lengths)[order], lengths[order]) + within]


def _write_index(graph: KnowledgeGraph, encoder: Encoder, drawn: Drawn, order: np.ndarray, folder: Path) -> None:
    """Write what rulings are found by: each text encoded and read for names once."""
    texts = [f"{r.title}。{r.facts}。{'。'.join(r.phrases)}" for r in graph.rulings]
    which = np.concatenate((np.arange(len(texts)), len(texts) + drawn.text))[order]
    texts += [f"{matter.label}。{phrase}" for matter, phrase in drawn.told]
    indexing.write_rulings(encoder.encode(texts)[which], folder)
    gazetteer = Gazetteer()
    gazetteer.fill(names_of(graph))
    names = [gazetteer.names_in(text) for text in texts]
    shutil.rmtree(folder / "words" / "rulings")
    wordsearch.build((names[i] for i in which.tolist()), folder / "words" / "rulings")
