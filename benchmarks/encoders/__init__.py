"""Encoders side by side: weights of tokens, vocabularies, dimensions and hard negatives against the shipped recipe.

    python -m benchmarks.encoders ../shared/data [--keep FOLDER] [--only NAME …]     (an hour on one idle core)

Every variant is judged on the same cases; the table in DECISIONS.md is this command's. `variants` says what is compared,
`training` how each comes about, `measure` by what it is judged.
"""
