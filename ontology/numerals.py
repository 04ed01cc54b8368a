"""Numerals as people write them: Arabic, full-width, Chinese, mixed."""

from __future__ import annotations

import re
from typing import Final

from ontology.errors import BadCitation

DIGIT: Final = "[0-9０-９零〇一二两三四五六七八九十百千]"
"""One character of a numeral, as a regular expression."""
NUMERAL: Final = rf"{DIGIT}{{1,8}}"
"""A numeral of an article; longer ones are something else."""
JOIN: Final = r"\s*(?:[、，,及和与至到～~—-]|以及)\s*"
"""What joins the numbers of a list or a range, as a regular expression."""
THROUGH: Final = re.compile(r"[至到～~—-]")
"""What makes a range of two numbers."""
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
WIDE: Final = str.maketrans("０１２３４５６７８９", "0123456789")
"""Full-width digits as plain ones, for `str.translate`."""


def to_number(text: str) -> int:
    """Return the integer written in Arabic, full-width or Chinese numerals (`一千二百四十二` → 1242).

    Raises BadCitation when the text is no numeral.
    """
    value = text.translate(WIDE).strip()
    if value.isdigit():
        return int(value)
    if value and all(c in _DIGITS for c in value):
        return int("".join(str(_DIGITS[c]) for c in value))
    total, current = 0, 0
    for char in value:
        if char.isdigit():
            current = current * 10 + int(char)
        elif char in _DIGITS:
            current = _DIGITS[char]
        elif char in _UNITS:
            total += (current or 1) * _UNITS[char]
            current = 0
        else:
            raise BadCitation(f"“{text}”不是数字", mend="请写阿拉伯数字或中文数字，如 28 或 二十八")
    if not value:
        raise BadCitation("缺少条文编号", mend="请写成 第二十八条")
    return total + current


def to_chinese(number: int) -> str:
    """Return a positive integer below 10,000 in Chinese numerals (`12` → 十二, `1242` → 一千二百四十二)."""
    digits, out, pending_zero = "零一二三四五六七八九", "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            if pending_zero and out:
                out += "零"
            out += digits[digit] + name
            pending_zero = False
        elif out:
            pending_zero = True
    return out[1:] if out.startswith("一十") else out
