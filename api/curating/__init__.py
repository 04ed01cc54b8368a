"""The establishment office's pages and REST: worklist, editor, proposals, previews, ledger, the map of quarrels, papers in and out.

    opening.py    the office of the running application, and who people are
    fields.py     what a form asks for, by kind of proposal
    shown.py      what the graph's records are called in a form, and back
    forms.py      a form → the contract's JSON → a form
    findings.py   what is wrong with a proposal, in plain words at the field
    trials.py     what a proposal changes, in words; kept while nothing changes
    worklist.py starting.py uploads.py editing.py one.py previews.py ledger.py history.py quarrels.py papers.py   pages
    rest.py shapes.py   REST
"""
