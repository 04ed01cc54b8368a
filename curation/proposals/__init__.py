"""Proposals: what a curator wants changed, read against the graph, turned into a change set, and led from draft to published.

    model.py    what a proposal says, once read, and what is wrong with it
    names.py    places, matters, units, statutes and methods as people write them → what the graph knows
    content.py  the contract's JSON → what is proposed, with every problem at its field
    triples.py  what is proposed → the quads to add and to remove
    rows.py     the tables
    desk.py     draft → submitted → reviewed → published | returned | withdrawn
"""
