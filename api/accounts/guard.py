"""In front of every route: who asks, whether they may, and whether a form is really theirs (CSRF). Default deny."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import flask_login  # type: ignore[import-untyped]
from flask import Flask, Response, current_app, g, redirect, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

from api import problems
from api.accounts import roster, tokens
from api.accounts.audit import DEEDS
from api.accounts.desk import KEY, Desk, desk, opened_when_needed
from api.accounts.limits import IDLE, LONGEST
from api.accounts.permissions import ROLES, SCOPES, Permission
from api.accounts.principal import Principal, by_session, by_token, nobody, who
from api.accounts.refusals import NotAllowed, NotLoggedIn, StaleForm
from api.accounts.routes import ROUTES
from api.edge import CHINA
from ontology.errors import NotFound, ShouwenError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from api.settings import Settings
    from graph.database import Database

log = logging.getLogger(__name__)

WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HARMLESS: Final = frozenset({Permission.READ, Permission.RESOLVE})
"""These change nothing, so nothing is won by making a browser ask for them; a desk left open all day must still answer."""
FOR_PROGRAMS: Final = ("/api/", "/id/", "/ns", "/sparql", "/dumps/", "/dataset", "/.well-known/void")
"""Where a token opens: what programs ask for."""
REALM: Final = 'Bearer realm="shouwen"'

csrf = CSRFProtect()


def register(app: Flask, settings: Settings, secret: bytes, now: Callable[[], dt.datetime], database: Callable[[], Database] | None = None) -> None:
    """Put sessions, tokens, permissions and CSRF protection in front of the application's routes."""
    anonymous = ROLES[settings.anonymous].permissions if settings.anonymous else frozenset()
    app.extensions[KEY] = Desk(database or opened_when_needed(settings), now, anonymous)
    app.config.update(
        SECRET_KEY=secret, SESSION_COOKIE_NAME="shouwen", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https, PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None,
    )  # fmt: skip
    if settings.https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    csrf.init_app(app)
    manager = flask_login.LoginManager()
    app.login_manager = manager  # type: ignore[attr-defined]  # not init_app: it looks into the session after every request, for a cookie we never set
    manager.session_protection = None  # binds a session to address and browser; addresses change in offices with several lines
    manager.anonymous_user = lambda: nobody(anonymous)
    manager.user_loader(_of_session)
    app.before_request(_guard)
    app.after_request(_keep_private)
    app.context_processor(lambda: {"me": who()})
    app.jinja_env.globals.update(ROLES=ROLES, SCOPES=SCOPES, DEEDS=DEEDS)
    app.jinja_env.filters["china_time"] = china_time


def china_time(moment: dt.datetime) -> str:
    """Return a moment as the clock in China shows it: 2026-11-21 09:05."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def log_in(principal: Principal) -> None:
    """Begin a session of its own for who gave the right password; whatever was in the cookie before is dropped."""
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True  # ends IDLE after the last request: the cookie's signature carries the time
    session["since"] = int(desk().now().timestamp())
    flask_login.login_user(principal)
    g.principal = principal


def log_out() -> None:
    """End the session."""
    flask_login.logout_user()
    session.clear()
    g.principal = nobody(desk().anonymous)


def _of_session(kept: str) -> Principal | None:
    """Return who a session belongs to, or None when it is over: too long, another password, stopped."""
    number, _, stamp = kept.partition(":")
    here = desk()
    if not number.isdecimal() or here.now().timestamp() - session.get("since", 0) > LONGEST.total_seconds():
        return None
    try:
        with here.database().reading() as reading:
            account = roster.find(reading, int(number))
    except NotFound:
        return None
    return by_session(account, here.anonymous) if account.active and account.stamp == stamp else None


def _of_token() -> Principal | None:
    """Return the program whose token the request bears, None when it bears none; raises NotLoggedIn for one that opens nothing."""
    given = request.authorization
    if given is None or given.type != "bearer" or not request.path.startswith(FOR_PROGRAMS):
        return None
    here = desk()
    found = tokens.holder(here.database(), here.now(), given.token or "")
    if found is None:
        raise NotLoggedIn("令牌无效", why="没有这个令牌，或已过期、已撤销，或账号已停用", mend="在“我的账号”里新建一个令牌")
    return by_token(*found, here.anonymous)


def _of_cookie() -> Principal:
    """Return who is logged in; who brings no cookie is nobody, and the answer to them does not depend on one."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return nobody(desk().anonymous)
    found: Principal = flask_login.current_user._get_current_object()
    return found


def _guard() -> AnyResponse | None:
    """Let the request through, or answer why not."""
    if request.endpoint is None:
        return None  # 404 and 405 are the router's
    needed = ROUTES.get(request.endpoint)
    if request.endpoint == "static":
        return None
    try:
        g.principal = me = _of_token() or _of_cookie()
    except NotLoggedIn as error:
        return _refuse(error, f'{REALM}, error="invalid_token"')
    if needed is None:
        log.error("route %s names no permission in api/accounts/routes.py", request.endpoint)
        return _refuse(NotAllowed("这个地址没有登记权限", mend="请联系管理员：要在 api/accounts/routes.py 里登记"))
    if not me.may(needed):
        return _forbid(me)
    if request.method in WRITING and needed not in HARMLESS and me.by != "token":
        try:
            csrf.protect()
        except CSRFError as error:
            log.info("refused a form at %s: %s", request.path, error.description)
            raise StaleForm("页面已过期，没有提交", why="登录已结束，或不是从本站的页面提交", mend="回到上一页刷新，再提交一次") from error
    return None


def _forbid(me: Principal) -> AnyResponse:
    page = problems.wants_page()
    if me.is_anonymous:
        if page:
            return _to_login()
        return _refuse(NotLoggedIn("要先登录", why="没有登录，也没有令牌", mend="请求头写 Authorization: Bearer sw_…；令牌在“我的账号”里新建"), REALM)
    if me.must_change:
        if page:
            return redirect("/account")
        return _refuse(NotAllowed("要先改一次性密码", mend="请在网页登录后改密码"))
    if me.by == "token":
        return _refuse(NotAllowed("令牌的范围不够", why=f"账号 {me.name}", mend="新建一个范围够的令牌，或请管理员加角色"), f'{REALM}, error="insufficient_scope"')
    return _refuse(NotAllowed("没有权限", why=f"{me.shown_name}（{me.name}）的角色不能做这件事", mend="请管理员加上相应的角色"))


def _to_login() -> AnyResponse:
    """Return the way to the login page and back; a part of a page sends the whole page there."""
    back = request.full_path.rstrip("?") if request.method == "GET" and "HX-Request" not in request.headers else "/"
    address = f"/login?next={quote(back, safe='/')}"
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    response = redirect(address)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refuse(error: ShouwenError, challenge: str = "") -> Response:
    response = problems.answer(error)
    if challenge:
        response.headers["WWW-Authenticate"] = challenge
    return response


def _keep_private(response: Any) -> Any:
    """Keep what somebody saw after logging in out of every cache."""
    if who().by == "session":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
