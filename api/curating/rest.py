"""REST: proposals as resources, with the steps that lead them from draft to published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.accounts.audit import audit
from api.curating import previews, trials
from api.curating.opening import me, now, office
from api.curating.shapes import (
    CONTENT_BODY,
    WORDS_BODY,
    CheckOut,
    EntryOut,
    IfMatch,
    PreviewOut,
    ProposalDetailOut,
    ProposalOut,
    ProposalPath,
    ProposalsOut,
    ProposalsQuery,
)
from api.edge import edge
from api.rest import parsed
from api.spec import CONFLICT, PROBLEMS
from ontology.errors import BadInput, NotFound

if TYPE_CHECKING:
    from curation.diff import SubjectChange
    from curation.proposals.desk import Proposal
    from curation.proposals.model import Problem
    from graph.ledger import Entry

proposals_rest = APIBlueprint(
    "proposals_rest", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="提案", description="起草、检查、预览、提交、审核、退回、撤回、发布")], abp_responses=PROBLEMS | CONFLICT,
)  # fmt: skip
WORDS: Final = 2000


@proposals_rest.get("/proposals", summary="提案列表", description="最近动过的在前，分页；可按状态、起草人、地方筛选。", operation_id="list_proposals", responses={200: ProposalsOut})
def list_proposals(query: ProposalsQuery) -> Response:
    """Return a page of proposals."""
    code = edge().graph.find_place(query.place.strip()).code if query.place.strip() else ""
    desk = office().desk
    found = desk.proposals([query.state] if query.state else (), by=query.drafter, place=code, limit=query.limit, offset=query.offset)
    return jsonify({"items": [plain(p) for p in found], "counts": desk.counts(), "limit": query.limit, "offset": query.offset})


@proposals_rest.post(
    "/proposals", summary="起草一份提案", description="放上桌，得到提案号；写得不全也收，提交时再查。", operation_id="create_proposal", responses={201: ProposalOut}, openapi_extensions=CONTENT_BODY
)
def create_proposal() -> Response:
    """Put a draft on the desk."""
    made = office().propose(parsed(request.get_data()), me(), now())
    audit("起草提案", made.id, made.title)
    return _proposal(made, 201)


@proposals_rest.get("/proposals/<proposal_id>", summary="一份提案", description="内容、状态和经过；响应头 ETag 是第几稿。", operation_id="get_proposal", responses={200: ProposalDetailOut})
def get_proposal(path: ProposalPath) -> Response:
    """Return a proposal with its events."""
    found = _found(path)
    events = [{"time": e.time.isoformat(), "who": e.who, "what": e.what, "words": e.words, "revision": e.revision} for e in office().desk.events(found.id)]
    response = jsonify(plain(found) | {"events": events})
    response.set_etag(str(found.revision))
    return response


@proposals_rest.put(
    "/proposals/<proposal_id>", summary="修改草稿", description="用请求体替换内容；请求头 If-Match 写您看到的第几稿，别人改过则 409，不会互相覆盖；不是起草人则 403，先接手。", operation_id="edit_proposal",
    responses={200: ProposalOut}, openapi_extensions=CONTENT_BODY,
)  # fmt: skip
def edit_proposal(path: ProposalPath, header: IfMatch) -> Response:
    """Replace a draft's content."""
    seen = _revision()
    if seen is None:
        raise BadInput("没有写 If-Match", where="请求头", mend='先取提案，把它的 revision 写进去，如 If-Match: "3"')
    made = office().edit(_found(path).id, parsed(request.get_data()), me(), now(), revision=seen)
    audit("修改提案", made.id, f"第 {made.revision} 稿")
    return _proposal(made)


@proposals_rest.post("/proposals/<proposal_id>/check", summary="检查", description="字段、规则、与现有依据的冲突，以及会改变什么。", operation_id="check_proposal", responses={200: CheckOut})
def check_proposal(path: ProposalPath) -> Response:
    """Return what is wrong with a proposal and what it would change."""
    found = trials.of_proposal(_found(path))
    return jsonify({"errors": found.errors, "problems": [_problem(p) for p in found.problems], "changes": [change(c) for c in found.changes]})


@proposals_rest.post("/proposals/<proposal_id>/submit", summary="提交审核", description="有错误则 400，逐条列明。", operation_id="submit_proposal", responses={200: ProposalOut})
def submit_proposal(path: ProposalPath) -> Response:
    """Submit a draft."""
    return _step(path, "提交提案", lambda i, revision, words: office().submit(i, me(), now(), revision=revision))


@proposals_rest.post(
    "/proposals/<proposal_id>/approve", summary="审核通过", description="起草或修改过它的人不能审核。", operation_id="approve_proposal", responses={200: ProposalOut}, openapi_extensions=WORDS_BODY
)
def approve_proposal(path: ProposalPath) -> Response:
    """Approve a submitted proposal."""
    return _step(path, "审核通过提案", lambda i, revision, words: office().approve(i, me(), now(), revision=revision, words=words))


@proposals_rest.post(
    "/proposals/<proposal_id>/return", summary="退回", description="退回给起草人，必须写理由。", operation_id="return_proposal", responses={200: ProposalOut}, openapi_extensions=WORDS_BODY
)
def return_proposal(path: ProposalPath) -> Response:
    """Return a proposal with reasons."""
    return _step(path, "退回提案", lambda i, revision, words: office().give_back(i, me(), now(), words=words, revision=revision))


@proposals_rest.post(
    "/proposals/<proposal_id>/withdraw", summary="撤回提案", description="撤回还没发布的提案。", operation_id="withdraw_proposal", responses={200: ProposalOut}, openapi_extensions=WORDS_BODY
)
def withdraw_proposal(path: ProposalPath) -> Response:
    """Withdraw a proposal."""
    return _step(path, "撤回提案", lambda i, revision, words: office().withdraw(i, me(), now(), words=words, revision=revision))


@proposals_rest.post(
    "/proposals/<proposal_id>/take-over", summary="接手提案", description="由您接着起草：只有起草人能修改、提交和撤回。您和原来的起草人、修改过的人都不能审核它。", operation_id="take_over_proposal",
    responses={200: ProposalOut}, openapi_extensions=WORDS_BODY,
)  # fmt: skip
def take_over_proposal(path: ProposalPath) -> Response:
    """Become a proposal's drafter."""
    return _step(path, "接手提案", lambda i, revision, words: office().take_over(i, me(), now(), words=words, revision=revision))


@proposals_rest.post("/proposals/<proposal_id>/publish", summary="发布", description="发布审核通过的提案，返回台账的一条；各进程一秒内照新的答复。", operation_id="publish_proposal", responses={200: EntryOut})
def publish_proposal(path: ProposalPath) -> Response:
    """Publish an approved proposal."""
    found = _found(path)
    entry = office().publish(found.id, me(), now(), revision=_revision())
    audit("发布提案", found.id)
    return jsonify(plain_entry(entry))


@proposals_rest.post(
    "/proposals/<proposal_id>/preview", summary="开始预览", description="在后台重答以往的来件；用 GET 看进度和结果。", operation_id="start_preview", responses={202: PreviewOut}
)
def start_preview(path: ProposalPath) -> Response:
    """Start a preview and return how it stands."""
    previews.begin(_found(path).id)
    response: Response = get_preview(path)
    response.status_code = 202
    return response


@proposals_rest.get("/proposals/<proposal_id>/preview", summary="预览的进度和结果", description="哪些答复会变，变好、变差还是不同，为什么。", operation_id="get_preview", responses={200: PreviewOut})
def get_preview(path: ProposalPath) -> Response:
    """Return how a preview stands."""
    found = previews.standing(_found(path))
    if found is None:
        raise NotFound("还没有预览过", mend="先 POST 到这个地址")
    kept = {key: value for key, value in found.said.items() if key not in ("pid", "beat", "state")}
    return jsonify({"state": found.state, "current": found.current, **kept})


def _step(path: ProposalPath, deed: str, take: Callable[[str, int | None, str], Proposal]) -> Response:
    words = words_given()
    made = take(_found(path).id, _revision(), words)
    audit(deed, made.id, words)
    return _proposal(made)


def _found(path: ProposalPath) -> Proposal:
    return office().desk.proposal(path.proposal_id.replace("\x00", ""))


def _revision() -> int | None:
    """Return the revision of If-Match, None where there is none; raises BadInput for what is no revision."""
    said = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not said:
        return None
    if not said.isdecimal() or len(said) > 9 or not said.isascii():
        raise BadInput("If-Match 应是第几稿", where="请求头", mend='写成 If-Match: "3"')
    return int(said)


def words_given() -> str:
    """Return the words of the body, which may be empty."""
    data = request.get_data()
    said = parsed(data) if data.strip() else {}
    words = said.get("words", "") if isinstance(said, dict) else None
    if not isinstance(words, str) or len(words) > WORDS:
        raise BadInput("意见应是一段文字", where="请求体 words", mend=f'写成 {{"words": "……"}}，最多 {WORDS:,} 字')
    return words


def _proposal(proposal: Proposal, status: int = 200) -> Response:
    response = jsonify(plain(proposal))
    response.status_code = status
    response.set_etag(str(proposal.revision))
    if status == 201:
        response.headers["Location"] = f"/api/v1/proposals/{proposal.id}"
    return response


def plain(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON carries it."""
    said = {name: getattr(proposal, name) for name in proposal.__slots__}
    return said | {"created": proposal.created.isoformat(), "updated": proposal.updated.isoformat()}


def plain_entry(entry: Entry) -> dict[str, Any]:
    """Return an entry of the ledger as JSON carries it."""
    return asdict(entry) | {"time": entry.time.isoformat()}


def change(told: SubjectChange) -> dict[str, Any]:
    """Return a change in words as JSON carries it."""
    return asdict(told)


def _problem(problem: Problem) -> dict[str, Any]:
    return {"field": problem.field, "level": problem.level, "message": problem.message, "about": list(problem.about)}
