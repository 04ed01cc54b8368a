"""Every number of the search over articles. Chosen on laws/questions.dev over the national articles, where all around was as good
within a question or two (docs/law-search.md has the table); none was fitted: 281 questions would be learnt by heart.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
"""Raised whenever the layout of an index changes; an older one is built anew."""

# --- words (BM25, Robertson 1994, over characters and pairs of characters) ----------------------
BODY_K: Final = 2.0
BODY_B: Final = 0.75
"""Articles are short and say each thing once: repeats saturate late, length counts in full (k 1.2, b 0.3: R@10 lower by 0.02)."""
HEAD_K: Final = 1.2
HEAD_B: Final = 0.5
HEAD: Final = 0.2
"""Share of the words of title and chapter; at 0.5 whole statutes crowd out the article asked for."""
SINGLE: Final = 0.75
"""What one character is worth beside a pair. 0.25 to 1: no difference in R@10, best MRR from 0.75."""
COMMON: Final = 0.2
"""Share of the articles from which a single character is left out: it weighs next to nothing and its list is the longest to read."""
LONGEST: Final = 400
"""Characters of a question that are read."""

# --- what joins them, each as a share of the best word score of the question -------------------
VECTORS: Final = 0.7
"""Cosine of question and article. 0: R@10 0.59, 0.3: 0.61, from 0.6: 0.62."""
LINKED: Final = 0.2
"""Share of the best word score among the articles that cite this one: interpretations speak as people do, and cite the code."""
CITED: Final = 0.045
"""What each e-fold of national articles of other statutes that cite a statute adds: what judges apply is what people ask for.
0: R@10 0.57, R@100 0.80; 0.03 to 0.05: 0.60, 0.85."""
FORMAL: Final = -0.2
"""For articles that only say why a statute was made and from when it holds."""
REPEALED: Final = -0.25
"""For articles that no longer hold: below like ones that do, above what is beside the point."""

# --- how much is looked at ----------------------------------------------------------------------
CANDIDATES: Final = 1000
"""Articles, best by words and statute, whose vectors are compared with the question."""
FAR_BELOW: Final = 0.15
"""Share of the best word score below which an article is not looked at; what is known without the question never makes up for it."""
FOLLOWED: Final = 200
"""Articles, best by words, whose citations are followed to further candidates."""
PASSAGES: Final = 10
"""Hits whose best passage is looked for; the rest is asked for by machines."""
LEAST_PASSAGE: Final = 0.12
"""Share of the question's words (by rarity) that a passage must hold, or it is not marked."""
NEAR_PASSAGE: Final = 0.5
"""Share of the cosine in what chooses the passage."""
