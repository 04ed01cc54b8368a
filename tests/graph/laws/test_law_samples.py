"""The sample files of both published forms beside the pack's articles of the same law and version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.law_import import compare, share
from graph.laws.importing import bring_in
from graph.laws.repeals import repealed_in
from graph.laws.store import LawStore, open_laws

pytestmark = pytest.mark.pack

TEN = [
    "环境保护法", "环境影响评价法", "海洋环境保护法", "大气污染防治法", "水污染防治法", "土壤污染防治法", "固体废物污染环境防治法", "噪声污染防治法",
    "放射性污染防治法", "清洁生产促进法",
]  # fmt: skip
"""The laws that the ecological code repealed."""


def test_every_article_of_the_samples_is_found_and_nearly_all_read_alike(pack: Path) -> None:
    compared, unread = compare(pack / "laws")
    assert not unread
    assert len(compared) >= 30
    assert all(c.articles for c in compared), "每个样本在全文库里都有同一版本"
    assert not [(c.source, c.missing, c.surplus) for c in compared if c.missing or c.surplus]
    listed = [f"{c.title} {difference}" for c in compared for difference in c.differing]
    assert share(compared) >= 0.995, "\n".join(listed)


@pytest.fixture(scope="module")
def whole(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> LawStore:
    """Return the law store of the whole pack."""
    home = tmp_path_factory.mktemp("laws")
    report = bring_in(home, sorted((pack / "laws").glob("articles*.jsonl.gz")))
    assert not report.faults
    assert (report.held_versions, report.held_articles) == (3456, 153_940)
    return open_laws(home)


def test_the_whole_pack_is_taken_with_its_periods(whole: LawStore) -> None:
    old, new = (whole.at("渔业法", dt.date(2026, month, day)) for month, day in ((4, 30), (5, 1)))
    assert (old and old.version, new and new.version) == ("2013-12-28", "2025-12-27")
    for title in TEN:
        assert whole.at(title, dt.date(2026, 8, 14)) is not None, title
        assert whole.at(title, dt.date(2026, 8, 15)) is None, title
    code = whole.at("生态环境法典", dt.date(2026, 8, 15))
    assert code is not None
    assert code.articles == 1242


def test_repeals_read_from_the_texts_are_those_the_list_of_versions_gives(whole: LawStore) -> None:
    listed = {v.title for w in whole.laws() for v in whole.versions(w.title) if v.repealed_by}
    read = {title for v, article in whole.every_article(newest=False) for title in repealed_in(article.text) if title != v.title and whole.find(title) == title}
    assert len(listed) >= 65
    assert listed <= read
