"""Text to decision: clean, find, encode, index, candidates, weigh, decide, explain, evaluate.

`resolver.pipeline` joins the steps; each step is one module with one verb.
"""
