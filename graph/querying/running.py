"""The forked process: shuts itself in, runs one query and writes the answer into the file it was given.

What it cannot do from then on, whatever the query makes the engine try: open a file or a socket (no descriptor is left: SERVICE
reaches nobody), take more memory or processor time than allowed, write more than an answer, leave a core dump, hold up others
(lowest priority), or outlive the host. It may crash: that is what it is for.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import signal
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

import pyoxigraph as ox

from graph.content import GRAPH
from graph.forms import WRITTEN_PREFIXES
from graph.querying.answers import rows_of, write_graph, write_rows, write_truth
from graph.querying.model import ANSWER

if TYPE_CHECKING:
    from graph.querying.model import Limits, Question

OUT_OF_MEMORY: Final = 71
"""Exit status where Python noticed first; where the engine does, it aborts."""
_ANSWER_FD: Final = 3
_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_MARGIN: Final = 1024 * 1024
"""Bytes that an answer may be longer than ANSWER: its last row."""
_prctl: Final = ctypes.CDLL(None).prctl


def run(store: ox.Store, question: Question, limits: Limits, answer: int) -> NoReturn:
    """Run a query and leave this process; the answer goes to the file descriptor: its body, what is to be known of it, the length of that."""
    status = 1
    try:
        _shut_in(limits, answer)
        with os.fdopen(_ANSWER_FD, "wb") as file:
            about = json.dumps(_answered(store, question, limits, file)).encode()
            file.write(about + len(about).to_bytes(4, "big"))
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _answered(store: ox.Store, question: Question, limits: Limits, file: BinaryIO) -> dict[str, Any]:
    """Write the answer and return its form and cut, or what is wrong with the query."""
    try:
        result = store.query(question.query, default_graph=ox.NamedNode(GRAPH), prefixes=WRITTEN_PREFIXES)
        kind, form = ("graph", question.graph) if isinstance(result, ox.QueryTriples) else ("solutions", question.solutions)
        if not form:
            return {"unacceptable": kind}
        if isinstance(result, ox.QueryTriples):
            return {"form": form, "cut": write_graph(result, form, limits.rows, file)}
        if isinstance(result, ox.QueryBoolean):
            write_truth(bool(result), form, file)
            return {"form": form, "cut": 0}
        names = [variable.value for variable in result.variables]
        return {"form": form, "cut": write_rows(names, rows_of(result, len(names)), form, limits.rows, file)}
    except SyntaxError as error:
        return {"syntax": str(error)}
    except (OSError, ValueError) as error:
        return {"failed": str(error)}


def _shut_in(limits: Limits, answer: int) -> None:
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    os.nice(19)
    with open("/proc/self/oom_score_adj", "w") as first_to_go:  # noqa: PTH123
        first_to_go.write("1000")
    with open("/proc/self/statm") as sizes:  # noqa: PTH123
        taken = int(sizes.read().split()[0]) * resource.getpagesize()
    os.dup2(answer, _ANSWER_FD)
    os.closerange(_ANSWER_FD + 1, 65_536)
    for what, most in (
        (resource.RLIMIT_AS, taken + limits.memory * 1024 * 1024), (resource.RLIMIT_CPU, math.ceil(limits.seconds) + 1), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 2 * ANSWER + _MARGIN), (resource.RLIMIT_NOFILE, _ANSWER_FD + 1), (resource.RLIMIT_NPROC, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
