"""What a query whose parameters are wrong is told, in Chinese: pydantic's kinds of fault in words."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from ontology.errors import BadInput

_REASONS: Final = {
    "missing": "没有给出",
    "int_parsing": "不是整数",
    "bool_parsing": "不是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "literal_error": "只能是 {expected}",
    "string_pattern_mismatch": "写法不对",
}


def misasked(error: ValidationError) -> BadInput:
    """Return the first fault of a query as an error of ours."""
    first = error.errors()[0]
    given = {key: str(value).replace(" or ", "、").replace(", ", "、") for key, value in first.get("ctx", {}).items()}
    why = _REASONS[first["type"]].format_map(given) if first["type"] in _REASONS else first["msg"]
    return BadInput("参数有误", where="参数 " + "、".join(str(part) for part in first["loc"]), why=why, mend="可用的参数见 /docs")
