"""What of a query is refused before it runs, with a message that says so: too long, too deep, updates, other servers, other graphs.

This reads words, not grammar: the parser stays in the forked process, where it may crash. What slips through meets the walls there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.content import GRAPH
from graph.querying.model import DEEPEST, LONGEST, QueryRefused

_LOCAL: Final = r":(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+"
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?' r"|'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?" r'|"(?:[^"\\\n\r]|\\.)*+"?' r"|'(?:[^'\\\n\r]|\\.)*+'?"
    r'|<[^<>"{}|^`\\\x00-\x20]*+>' r"|#[^\n\r]*+" r"|[?$]\w++" r"|@[A-Za-z]++(?:-\w++)*+" rf"|\w[\w.-]*+(?:{_LOCAL})?" rf"|{_LOCAL}" r"|\S",
    re.DOTALL,
)  # fmt: skip
"""https://www.w3.org/TR/sparql11-query/#sparqlGrammar, as far as it takes to tell keywords from what stands in strings, IRIs, comments and names.

Whatever begins to match is taken (a string that does not end, up to the end), and nothing is tried twice: else a text of quotation marks
would be read from each of them to its end, for a minute."""
_STOPS: Final = re.compile(r"[.-]++")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})
_LEVEL: Final = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


def require_readable(query: str) -> None:
    """Raise QueryRefused, saying why, for a query that this endpoint does not run whatever its grammar."""
    if not query.strip():
        raise QueryRefused("没有查询", mend="写一条 SPARQL 查询，例如 SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    if len(query) > LONGEST:
        raise QueryRefused(f"查询太长：{len(query):,} 个字符", why=f"最多 {LONGEST:,} 个字符", mend="把长的 VALUES 分成几次查询")
    if "\0" in query:
        raise QueryRefused("查询里有空字符（U+0000）", mend="删掉它")
    tokens = list(_tokens(_unescaped(query)))
    _require_shallow(tokens)
    words = [t.upper() for t in tokens]
    if (first := _first_word(words)) in _UPDATES:
        raise QueryRefused(f"这里只能查询，不能更新（{first}）", why="知识只能经编办审核后发布", mend="改成 SELECT、ASK、CONSTRUCT 或 DESCRIBE")
    if "SERVICE" in words:
        raise QueryRefused("不支持联邦查询（SERVICE）", why="这里不替人访问别的服务器", mend="去掉 SERVICE，或下载数据后在自己的库里查")
    for word, *rest in zip(words, tokens[1:], [*tokens[2:], ""], strict=False):
        if word == "FROM" and (rest[1] if rest[0].upper() == "NAMED" else rest[0]) != f"<{GRAPH}>":
            raise QueryRefused("只有一个图可查", where="FROM", why="FROM 指定了别的图", mend=f"去掉 FROM，或写 FROM <{GRAPH}>")


def _tokens(query: str) -> Iterator[str]:
    """Yield what a query is made of, comments left out; `5.SERVICE` is a number, its full stop and a word."""
    for token in _TOKEN.findall(query):
        if token[0].isalnum() and ":" not in token:
            yield from filter(None, _STOPS.split(token))
        elif token[0] != "#":
            yield token


def _require_shallow(tokens: list[str]) -> None:
    depth = 0
    for token in tokens:
        depth += _LEVEL.get(token, 0)
        if depth > DEEPEST:
            raise QueryRefused("查询的括号套得太深", why=f"最多 {DEEPEST} 层", mend="拆成几条查询")


def _first_word(words: list[str]) -> str:
    """Return the first keyword after the prologue."""
    return next(_after_prologue(words), "")


def _after_prologue(words: list[str]) -> Iterator[str]:
    skip = 0
    for word in words:
        if skip:
            skip -= 1
        elif word in {"PREFIX", "BASE", "VERSION"}:
            skip = 2 if word == "PREFIX" else 1
        else:
            yield word


def _unescaped(query: str) -> str:
    """Return the query with code points written out: SPARQL allows them anywhere, in keywords too (SPARQL 1.1, 19.2)."""
    return _ESCAPE.sub(lambda found: _character(int(found[1] or found[2], 16)), query)


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
