"""Every number that steers a decision and was set by hand, in one place, with its reason or the experiment that set it.

What was trained stands in weights.toml; the weights of authorities are data (ontology/shouwen.ttl). Experiments: `make eval`, figures in
DECISIONS.md. Weights were chosen on letters/shanghai.dev and rulings/cases.dev together, never on one alone.
"""

from __future__ import annotations

from typing import Final

RESOLVER_VERSION: Final = "10"
"""Raised whenever the same graph version may answer differently."""

# --- words (BM25 over what each matter is called) ---------------------------------------------
BM25_K: Final = 3.0
BM25_B: Final = 0.3
FIELD_WEIGHTS: Final = {"label": 3.0, "alternative": 2.0, "term": 2.5, "phrase": 1.0}
"""Labels and terms say in few characters what phrases say in many."""

# --- vectors ----------------------------------------------------------------------------------
SENTENCES: Final = 8
"""Sentences of a letter that are encoded one by one; what comes later is courtesy."""
NEAREST_PHRASES: Final = 3
"""A matter's vector score is the mean of its best phrases, so that one chance hit does not decide."""

# --- joining the evidence (weights that are trained: weights.toml) -----------------------------
MIDDLE: Final = 0.5
"""Share of a matter's middle (the mean of its phrases, against the whole letter) in its vector score; the rest is its best phrases'."""
EXPERIENCE_TEMPERATURE: Final = 0.5
"""How sharply scores become the probabilities of matters that a place's experience learns from and judges by."""
NUCLEUS: Final = 0.8
PLAUSIBLE: Final = 0.1
IMPLAUSIBLE: Final = 0.95
"""A lead must be named by one of the matters that together hold this probability, or by one at least this likely; any other
stays just below the best of those. Costs 0.004 of top-1 on letters and keeps answers that a reader can follow."""
DECIDED_HERE: Final = 4.0
"""What a like case decided in this very place weighs beside one decided elsewhere."""
KEPT_MATTERS: Final = 20
"""Matters followed into the graph."""

LEAST_SHARE: Final = 0.004
LEAST_MATTERS: Final = 6
"""Matters less likely than this are not followed (together they never changed a lead in 3,000 letters), but for the
first six, from which the runners-up come."""

# --- deciding ---------------------------------------------------------------------------------
ASSIGN_AT: Final = 0.38
REFER_BELOW: Final = 0.25
AUTOMATIC: Final = 0.95
"""How often answers sent without a second look must be right (a setting may change it)."""
SURE: Final = 0.8
"""A lead from experience this sure is not asked about: the fact that would decide was decided by the same kind of letter before."""
UNIT_SURE: Final = 0.8
"""Chance of the very unit below which the dispatcher is told to look where it happened."""
NAMED_OF_MANY: Final = 0.25
"""Share of one street or town among all, below which none is named: which it is, the place says and the letter does not."""
SETTLED_SHARE: Final = 0.5
"""Share of a lead, by a ruling or list of the place itself, from which experience has no say in who leads."""
ASK_MARGIN: Final = 0.25
"""Ask only where the top matter's condition is open and its options lead to different units."""
MOST_HELPERS: Final = 4
HELPER_AT: Final = 0.2
"""Chance of being called from which a unit is given as helper (resolver/helping.py). F1 is as good at 0.3, recall is not; and rulings
tell of fewer helpers than were called."""
HELPING_SHARE: Final = 0.02
"""Share from which what a matter says of helpers counts: about ten matters a case. At 0.04, four matters, precision falls by 0.03."""
MOST_CANDIDATES: Final = 8
NEAR_PRECEDENT: Final = 0.45
"""Nearness (cosine similarity, and what shared words add) from which a ruling is shown as a near precedent."""
SPECIAL: Final = 1.5
"""A lead whose condition is met beats the general one of like authority, never a ruling or list."""
SPECIAL_ABROAD: Final = 1.1
"""Of a local regulation's weight, what a lead by national law has at least once its condition is met: a regulation that speaks of a matter in
general does not undo what law says of one case of it (smoking is the health department's, in schools education's). One that does speak of
the case carries the condition itself, and stands above."""
HELPER_AS_LEAD: Final = 0.05
"""A helper of a likely matter, as a runner-up for its lead."""
LIKE_CASE: Final = 0.63
"""Cosine similarity from which a ruling that binds like cases only (个案) is taken to bind. The founding cases told in other
words reach 0.66 to 0.79, cases of the same matter with other facts 0.51 to 0.61 (tests/cases)."""
READ_CHARACTERS: Final = 1500
"""Characters of a letter whose n-grams count; what is said after that is said before."""
MOST_REPEATS: Final = 2.0
"""Times that an n-gram of a letter counts; a title's words count like the body's (counting them 2 to 4 times did worse)."""
SHORTLIST: Final = 16
"""Matters, by words and as many by vectors, whose phrases are compared with every sentence."""
NEAREST_RULINGS: Final = 5
"""Rulings taken by vectors, and as many by words."""
SHOWN_PRECEDENTS: Final = 5
MANY_RULINGS: Final = 20_000
CELLS_LOOKED_IN: Final = 12
TRAINED_PER_CELL: Final = 40
"""Rulings up to which each is compared with a case; above, those in so many of the nearest cells. Compared one by one a hundred
thousand take 5 ms."""
SHARED_WORDS: Final = 0.2
MANY_SHARED: Final = 15.0
"""What words in common add to the similarity of a ruling, in full from this BM25 score on."""
REMEMBERED: Final = 100_000
"""Matters in a scope whose standings a process keeps in memory (about 100 MB at most)."""
REMEMBERED_OF_ONE: Final = 200
"""Answers worked out from one standing, by who leads and helps, that are kept with it."""
DEFAULT_SHARE: Final = 0.7
"""Share of the default lead while the fact that would switch it is unknown: the default is the usual case."""
OPEN: Final = 0.5
"""A lead that holds only under a fact not known comes after the default of like authority."""
FAR_BELOW: Final = 0.45
"""Share of the authority of the lead that holds below which one that only an unknown fact would give is not asked about."""
NEAR_ALONE: Final = 0.5
"""Nearness of the nearest matter (cosine similarity) from which a letter is taken to be of it though it holds no word of any: of thirty
short sentences that hold none, complaints lay at 0.43 to 0.68, small talk at 0.25 to 0.47 and twice above."""
DEMAND_AT: Final = 0.3
"""Score of its first matter from which a piece of a text counts as a demand of its own, not a remark."""
FOUND_CHARACTERS: Final = 2000
"""Characters in which names are looked for: who refused is often told late."""
COARSE_DIMENSIONS: Final = 128
"""Dimensions in which sentences meet phrases: the encoder is trained so that its first 128 work alone."""
NEAREST_ARTICLES: Final = 4
NEAR_ARTICLE: Final = 0.45
"""Articles, and the cosine similarity of their gist to the letter, from which a walk to the matters that rest on them starts."""
NEAR_DUPLICATE: Final = 0.95
"""Cosine similarity of two matters' middles above which they are shown as near-duplicates."""
