"""SPARQL for strangers: queries run in processes of their own, bounded in time, memory and answer, and can harm nothing else.

    asking.py     what a web worker calls: a query in, an answer out; starts the host when there is none
    host.py       one process a home holds the published version in memory and forks for every query
    running.py    the forked process: shuts itself in, runs one query, writes the answer
    answers.py    the answer in the forms of the SPARQL 1.1 protocol
    reading.py    what of a query is refused before it runs

pyoxigraph cannot be interrupted, so that a query must be killed with its process. A fork of a process that holds the store costs
milliseconds and shares its memory; a pool of processes that each hold the store would cost a copy each, and seconds of loading
for every one that was killed.
"""
