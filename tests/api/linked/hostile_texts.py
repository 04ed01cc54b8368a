"""Texts that mean harm: labels that would run, end a string, turn the direction of writing, or fill the memory."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script>\"\"\"''' \\u0000 \x00\x08 ]]> --> <svg onload=alert(2)> \u202eelgoog\u2066 =1+1 \n@prefix a: <b> . ;"
FORMULAS = ('=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1")
HUGE = "长" * 350_000
"""More than a megabyte."""
