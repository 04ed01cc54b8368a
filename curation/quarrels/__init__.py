"""The map of quarrels: for a place and a day, what the 编办 should settle next, each with a prepared proposal.

`quarrel` says what a quarrel is, `find` ranks them; what is looked for stands by kind: `overlaps`, `gaps`, `contradictions`,
`lapsed`, `practised`. `ground` is what all of them stand on, `tuning` the numbers.
"""
