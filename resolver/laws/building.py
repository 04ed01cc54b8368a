"""Builds the index of one generation of the law store, beside the others, and puts it in its place.

HOME/laws/index/<generation>/
  words.npy          uint64 [runs]       sorted numbers of characters and pairs of characters
  starts.npy         int64  [runs + 1]   where each run's articles begin in the two below
  articles.npy       int32  [entries]    articles that hold the run
  weights.npy        float16 [entries]   what it weighs there (resolver.laws.weighing)
  vectors.npy        float16 [articles, d]
  prior.npy          float32 [articles]  what is known of an article without the question
  cites.npy          int32  [pairs, 2]   citing, cited; by citing
  versions.npy       int32  [articles]   the version of each
  texts.bin          numbers, labels and texts, one after another
  offsets.npy        int64  [articles + 1]
  versions.json      the versions, and which statute repealed which
  about.json         format, encoder and sayings, how many
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from graph.laws.model import LawArticle, LawVersion
from graph.laws.repeals import repealed_in
from graph.laws.store import LawStore, open_laws
from resolver.encode import Encoder, StaticEncoder
from resolver.laws import sayings, tuning, weighing
from resolver.laws.references import Pairs, cited_by

SHIPPED: Final = Path(__file__).resolve().parent / "encoder"
ENCODED: Final = 8192
"""Articles encoded at a time."""
_FORMAL: Final = ("为了", "为规范", "为加强", "为保护", "为保障", "为正确")
Held = list[tuple[LawVersion, LawArticle]]
Begun = Callable[[int], Callable[[], None]]


def law_encoder() -> Encoder:
    """Return the encoder of articles and questions that is shipped with the search, named by its content."""
    encoder = StaticEncoder(SHIPPED)
    encoder.name = f"laws-{_digest(SHIPPED)}"
    return encoder


def material(encoder: Encoder) -> str:
    """Return what an index is made with beside the articles: the encoder and the sayings; where it differs the index is built anew."""
    return f"{encoder.name} {_digest(sayings.FOLDER)}"


@cache
def _digest(folder: Path) -> str:
    digest = blake2b(digest_size=8)
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode("utf-8") + path.read_bytes())
    return digest.hexdigest()


def index_folder(home: Path, generation: str) -> Path:
    """Return where the index of a generation lies."""
    return home / "laws" / "index" / generation


def is_built(home: Path, generation: str, encoder: Encoder) -> bool:
    """Return whether a generation has an index that this program reads, made with what it ships now."""
    try:
        about = json.loads((index_folder(home, generation) / "about.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and (about.get("format"), about.get("material")) == (tuning.FORMAT, material(encoder))


def build_search(home: Path, encoder: Encoder | None = None, *, begun: Begun | None = None) -> bool:
    """Build the index of what the law store of a home holds now; return whether anything had to be built.

    `encoder`: the shipped one where None. `begun` is told how many steps there are and gives what to call after each. Indexes of other
    generations are removed: who has one open keeps it until it is closed. Nothing half-made stays.
    """
    laws, encoder = open_laws(home), encoder or law_encoder()
    if not laws.generation:
        return False
    folder = home / "laws" / "index"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name("index.lock")):
        generation = laws.generation
        if is_built(home, generation, encoder):
            return False
        beside = Path(tempfile.mkdtemp(prefix=f".{generation}.", suffix=".new", dir=folder))
        beside.chmod(0o755)  # mkdtemp leaves it to its owner alone; other users may run the workers
        try:
            write_index(laws, encoder, sayings.held(laws), beside, begun)
            shutil.rmtree(index_folder(home, generation), ignore_errors=True)
            beside.rename(index_folder(home, generation))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        for old in folder.iterdir():
            if old.name != generation:
                shutil.rmtree(old, ignore_errors=True)
    return True


def write_index(laws: LawStore, encoder: Encoder, said: Mapping[tuple[str, str, str], str], folder: Path, begun: Begun | None = None) -> None:
    """Write the index of all articles held into an empty folder; `said`: sayings by title, version and number."""
    articles: Held = list(laws.every_article(newest=False))
    step = (begun or (lambda steps: lambda: None))(weighing.chunks(len(articles)) + -(-len(articles) // ENCODED) + 3)
    newest = {v.title: v.version for v in laws.laws()}
    step()
    cites = cited_by(articles, newest)
    step()
    heads = [head(v, a) for v, a in articles]
    bodies = [f"{a.text}\n{said.get((a.title, a.version, a.number), '')}" for _, a in articles]
    codes, rows, weights = weighing.weighed(bodies, heads, step)
    words, starts = np.unique(codes, return_index=True)
    _save(folder, words=words, starts=np.append(starts, len(codes)).astype(np.int64), articles=rows, weights=weights.astype(np.float16))
    del codes, rows, weights, bodies
    _save(folder, vectors=_vectors(articles, heads, encoder, step), prior=prior(articles, cites), cites=cites)
    versions = list(dict.fromkeys(v for v, _ in articles))
    places = {(v.title, v.version): n for n, v in enumerate(versions)}
    _save(folder, versions=np.array([places[a.title, a.version] for _, a in articles], dtype=np.int32))
    _texts(articles, folder)
    about = {"versions": [_told(v, newest) for v in versions], "repealed": _repealed(articles)}
    (folder / "versions.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    made = {"format": tuning.FORMAT, "material": material(encoder), "articles": len(articles), "versions": len(versions)}
    (folder / "about.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    step()


def head(version: LawVersion, article: LawArticle) -> str:
    """Return the title and chapters above an article, as it is searched and encoded."""
    return f"{version.title} {article.chapter}".strip()


def prior(articles: Held, cites: Pairs) -> npt.NDArray[np.float32]:
    """Return what each article has without any question: how often national law cites its statute, whether it is formal, whether it holds."""
    outside: Counter[str] = Counter()
    for citing, cited in cites.tolist():
        if not articles[citing][0].place and articles[citing][1].title != articles[cited][1].title:
            outside[articles[cited][1].title] += 1
    gained = {title: tuning.CITED * float(np.log1p(count)) for title, count in outside.items()}
    return np.array([gained.get(a.title, 0.0) + tuning.FORMAL * _formal(a) + tuning.REPEALED * (v.status == "repealed") for v, a in articles], dtype=np.float32)


def _formal(article: LawArticle) -> bool:
    """Return whether an article only says why its statute was made, or from when it holds."""
    first, last = article.number == "1" and article.text.startswith(_FORMAL), "自" in article.text and "起施行" in article.text
    return first or (last and len(article.text) < 80)


def _vectors(articles: Held, heads: Sequence[str], encoder: Encoder, step: Callable[[], None]) -> npt.NDArray[np.float16]:
    vectors = np.zeros((len(articles), encoder.dimensions), dtype=np.float16)
    for start in range(0, len(articles), ENCODED):
        texts = [f"{h} {a.text}" for h, (_, a) in zip(heads[start : start + ENCODED], articles[start : start + ENCODED], strict=True)]
        vectors[start : start + ENCODED] = encoder.encode(texts)
        step()
    return vectors


def _texts(articles: Held, folder: Path) -> None:
    offsets = np.zeros(len(articles) + 1, dtype=np.int64)
    with (folder / "texts.bin").open("wb") as out:
        for n, (_, a) in enumerate(articles):
            out.write(f"{a.number}\t{a.label}\t{a.text}".encode())
            offsets[n + 1] = out.tell()
    _save(folder, offsets=offsets)


def _told(version: LawVersion, newest: Mapping[str, str]) -> dict[str, Any]:
    start = version.start or version.first_day
    return {
        "law": version.law, "title": version.title, "version": version.version, "category": version.category, "place": version.place,
        "start": start.isoformat() if start else "", "until": version.until.isoformat() if version.until else "",
        "newest": newest[version.title] == version.version, "status": version.status, "repealed_by": version.repealed_by,
    }  # fmt: skip


def _repealed(articles: Held) -> dict[str, list[str]]:
    """Return the statutes that national ones say they repeal: short title → short title and number of the article that repeals it."""
    found: dict[str, list[str]] = {}
    for version, article in articles:
        if not version.place:
            found |= {title: [version.title, article.number] for title in repealed_in(article.text) if title != version.title}
    return found


def _save(folder: Path, **arrays: npt.NDArray[Any]) -> None:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
