"""What a place's past letters teach: who answered what there. Evidence beside the written bases, never instead of them.

    letters.py    past letters as arrays: n-grams, vectors, matters, rules' shares, unit; no text
    kept.py       their texts beside the arrays, without personal data, where the place allows it
    functions.py  which function answers: one linear model over all of that
    units.py      which unit of a function: place, words, vectors, neighbours
    nearest.py    the past letters nearest to one
    surety.py     how sure: what was right among letters answered before they were learned
    experience.py all of a place's experience: opened, asked, saved
    learning.py   a file of past letters into experience, letter by letter on top of what is known
    report.py     where practice leaves the rules; units that the graph lacks
"""
