"""The proof of benchmarks/drift.py, held: every citation of the ten laws is found, and the judged share stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import drift
from curation.drift import repealed_titles
from graph.load import Knowledge
from graph.read import Records


@pytest.mark.pack
def test_the_ecological_code_against_the_ten_laws(knowledge: Knowledge, pack: Path, tmp_path: Path) -> None:
    records = Records.read(knowledge)
    code = drift.texts_of(pack / "laws", [drift.CODE[0]])[drift.CODE]
    ten = repealed_titles(drift.CODE[0], code)
    texts = drift.texts_of(pack / "laws", [drift.CODE[0], *ten])
    cited = drift.cited_of(records, ten)
    found, _ = drift.of_the_code(drift.before_the_code(knowledge, tmp_path), texts)
    assert len(ten) == 10 and {f.provision for f in found.fates} == cited, "all, and none that is not there"
    right, known, changed = drift.judged(found, drift.drawn(cited))
    assert known + changed == drift.SAMPLE, "the knowledge changed: judge the newly drawn citations (python -m benchmarks.drift --sample)"
    assert changed <= 3 and right >= 0.85 * known
