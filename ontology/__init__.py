"""What may be said (vocabulary, shapes, citations, periods) and what we know to begin with.

This package imports nothing of ours: every other package rests on it.
"""
