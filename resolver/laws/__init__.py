"""Search over the articles of the imported law store (graph.laws): a layman's question in, articles out, by words, vectors and links.

sayings.py    how laymen ask for an article, in our own words (sayings/*.tsv)
grams.py      texts as characters and pairs of characters, by the million
references.py which article cites which
building.py   the index of one generation of the store, written beside and renamed
weighing.py   BM25 weights of every run in every article
index.py      that index opened, memory-mapped
typed.py      citations typed into the box, and old names of statutes
passage.py    the span of an article that answers best
search.py     the search itself
train.py      the recipe of encoder/, the vectors (python -m resolver.laws.train)
tuning.py     every number of the ranking, with the experiment that set it
"""
