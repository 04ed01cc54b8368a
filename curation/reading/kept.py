"""A draft as text to be kept with its proposal, and back: what each field's words were, long after the paper was read."""

from __future__ import annotations

import json
from typing import Any, Final

from curation.reading.draft import Draft, Field, Words
from ontology.errors import BadVersion

MOST_UNREAD: Final = 200
"""Unread sentences kept of one draft."""
LONGEST: Final = 400
"""Characters kept of one stretch of the paper: the paper itself is kept beside."""
MOST_WORDS: Final = 6
"""Stretches kept of one field."""


def kept(draft: Draft) -> str:
    """Return a draft as text; long stretches are cut, marked by …."""
    fields = [
        {"name": f.name, "value": f.value, "shown": f.shown[:LONGEST], "words": [_said(w) for w in f.words[:MOST_WORDS]], "sure": f.sure, "note": f.note}
        for f in draft.fields
    ]
    said = {
        "kind": draft.kind,
        "title": draft.title,
        "fields": fields,
        "unread": [_said(w) for w in draft.unread[:MOST_UNREAD]],
        "more": max(0, len(draft.unread) - MOST_UNREAD),
    }
    return json.dumps(said, ensure_ascii=False)


def restored(text: str) -> Draft:
    """Return the draft that was kept; raises BadVersion for text that holds none."""
    try:
        said: dict[str, Any] = json.loads(text)
        fields = tuple(Field(f["name"], f["value"], f["shown"], tuple(Words(**w) for w in f["words"]), f["sure"], f["note"]) for f in said["fields"])
        return Draft(said["kind"], said["title"], fields, tuple(Words(**w) for w in said["unread"]), said["more"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadVersion("提案所存的读文件的结果读不出来", why=str(error)[:200], mend="从备份恢复数据库，或看原件") from error


def _said(words: Words) -> dict[str, Any]:
    text = words.text if len(words.text) <= LONGEST else words.text[: LONGEST - 1] + "…"
    return {"paragraph": words.paragraph, "start": words.start, "end": words.end, "text": text, "where": words.where}
