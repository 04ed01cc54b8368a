"""REST: the ledger, entry by entry with what each changed, and taking one back."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.accounts.audit import audit
from api.curating import trials
from api.curating.opening import me, now, office
from api.curating.rest import change, plain_entry, words_given
from api.curating.shapes import WORDS_BODY, EntriesOut, EntriesQuery, EntryDetailOut, EntryOut, EntryPath
from api.spec import CONFLICT, PROBLEMS
from curation.publishing import Answerable
from ontology.errors import BadInput

versions_rest = APIBlueprint("versions_rest", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="台账", description="发布过的每一版：谁、为什么、改变了什么")], abp_responses=PROBLEMS | CONFLICT)


@versions_rest.get("/versions/entries", summary="台账", description="每次发布一条，新的在前。", operation_id="list_entries", responses={200: EntriesOut})
def list_entries(query: EntriesQuery) -> Response:
    """Return entries of the ledger, newest first."""
    publisher = office().publisher
    publisher.ready(now())
    found = publisher.ledger.entries(before=query.before or None, limit=query.limit)
    older = found[-1].number if found and found[-1].number > 1 else None
    return jsonify({"items": [plain_entry(e) for e in found], "older": older})


@versions_rest.get("/versions/entries/<int:number>", summary="台账的一条", description="谁、为什么，以及用文字说明的改变。", operation_id="get_entry", responses={200: EntryDetailOut})
def get_entry(path: EntryPath) -> Response:
    """Return an entry with what it changed."""
    office().publisher.ready(now())
    entry = office().publisher.ledger.entry(path.number)
    return jsonify(plain_entry(entry) | {"changes": [change(c) for c in trials.of_entry(entry)]})


@versions_rest.post(
    "/versions/entries/<int:number>/rollback", summary="撤回一条", description="发布这一条的反面，返回新的一条；后来的变更依赖它则 409，说明先撤哪一条。", operation_id="roll_back_entry",
    responses={200: EntryOut}, openapi_extensions=WORDS_BODY,
)  # fmt: skip
def roll_back_entry(path: EntryPath) -> Response:
    """Publish the inverse of an entry."""
    reason = words_given().strip()
    if not reason:
        raise BadInput("撤回没有写理由", where="请求体 words", mend='写成 {"words": "为什么撤回"}')
    publisher = office().publisher
    publisher.ready(now())
    about = publisher.ledger.entry(path.number).about
    entry = publisher.rollback(path.number, Answerable(me(), me(), reason, f"台账第 {path.number} 条", about), now())
    audit("撤回发布", f"台账第 {path.number} 条", reason)
    return jsonify(plain_entry(entry))
