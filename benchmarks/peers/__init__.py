"""Ours beside what a user would pick instead, on the same letters in one run: writes REPORT.md and plots/*.svg.

    python -m benchmarks.peers ../shared/data [--quick] [--out benchmarks/REPORT.md]     (--quick: 600 letters, one stretch)

Nothing learned: BM25 over the same phrases, dense neighbours, personalised PageRank (networkx) over the same graph, ours, and ours
with each part removed. History learned (stretches of time as in learned.py, each answered by what came before it): a linear support
vector machine, fastText, Annif, ours, and ours with each part removed.

Peers that are not installed are left out, and the report says so: `pip install -e '.[bench]'`; Annif in a venv of its own, because of
its pins: `python3 -m venv /tmp/annif-venv && /tmp/annif-venv/bin/pip install annif` (ANNIF_VENV names another place). Annif is run
by its command line. Its analyzers want NLTK's punkt_tab, which they would download: as letters are handed over cut into characters
(or 1-2-grams), separated by blanks, an untrained Punkt (NLTK_DATA with empty tables) cuts them the same, and nothing is downloaded.
"""
