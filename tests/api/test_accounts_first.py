"""The first start: one administrator, one key for sessions, however many processes start at once; and the command line."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import people
import pytest
from people import PASSWORD, START, Town, log_in

from api.accounts import passwords
from api.accounts.limits import FAILURES
from api.accounts.roster import first_administrator
from api.accounts.secret import session_secret
from api.cli import main
from graph.database import open_database
from ontology.errors import BadSettings

ROOT = Path(__file__).resolve().parents[2]
STARTING = """
import datetime as dt, sys
from pathlib import Path
from api.accounts.roster import first_administrator
from api.accounts.secret import session_secret
from graph.database import open_database
home = Path(sys.argv[1])
made = first_administrator(open_database("", home), dt.datetime.now(dt.UTC))
print(made[1] if made else "-", session_secret(home).decode())
"""


def test_of_processes_that_start_at_once_one_makes_the_administrator_and_all_share_the_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTING, str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [each.communicate(timeout=120) for each in running]
    assert [error for _, error in answers] == [""] * 4
    found = [out.split() for out, _ in answers]
    made = [password for password, _ in found if password != "-"]
    assert len(made) == 1
    assert len({key for _, key in found}) == 1
    town = Town(tmp_path)
    assert log_in(town.client(), "admin", made[0]).headers["Location"] == "/account"
    assert town.deeds()[0] == ("首次启动", "account-added", "admin")


def test_with_any_account_there_is_no_first_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    database = open_database("", tmp_path)
    made = first_administrator(database, START)
    assert made
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", made[1])
    assert (made[0].name, made[0].roles, made[0].must_change) == ("admin", ("administrator",), True)
    assert first_administrator(database, START) is None
    database.close()


def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new"
    key = session_secret(home)
    path = home / "session-secret"
    assert session_secret(home) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    session_secret(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in home.iterdir()] == ["session-secret"]
    path.write_text("cut", encoding="ascii")
    with pytest.raises(BadSettings, match="会话密钥不完整"):
        session_secret(home)


def test_serve_says_the_one_time_password_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from api.commands import serve
    from api.settings import Settings

    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    serve._greet_the_first(Settings(home=tmp_path))
    said = capsys.readouterr().out
    password = re.search(r"admin　一次性密码　(\S+)", said)
    assert password
    assert "只显示这一次" in said
    serve._greet_the_first(Settings(home=tmp_path))
    assert capsys.readouterr().out == ""
    assert password[1].encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


class Ran:
    """What a command left."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def shouwen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs a command in this process on an empty home."""
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    monkeypatch.setenv("SHOUWEN_HOME", str(tmp_path))

    def run(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main(["accounts", *(str(each) for each in arguments)])
        printed = capsys.readouterr()
        return Ran(int(left.value.code or 0), printed.out, printed.err)

    return run


def test_accounts_from_the_command_line(shouwen: Any, tmp_path: Path) -> None:
    assert "还没有账号" in shouwen("list").out
    password = shouwen("add", "boss", "--role", "administrator", "--shown-name", "主任", "--json").json["password"]
    assert log_in(Town(tmp_path).client(), "boss", password).status_code == 302
    added = shouwen("add", "王芳", "--role", "curator", "--role", "legal").out
    assert added.startswith("王芳　一次性密码　")
    hers = added.split()[2]
    assert shouwen("roles", "王芳", "--role", "reviewer", "--json").json["roles"] == ["reviewer"]
    assert shouwen("lock", "王芳").out == "王芳　王芳　审核　已停用\n"
    assert shouwen("unlock", "王芳", "--json").json["active"] is True
    for _ in range(FAILURES):
        log_in(Town(tmp_path).client(), "王芳", "不是这个密码啊不是")
    assert log_in(Town(tmp_path).client(), "王芳", hers).status_code == 400
    shouwen("unlock", "王芳")
    assert log_in(Town(tmp_path).client(), "王芳", hers).status_code == 302, "the lock of too many wrong passwords is lifted"
    again = shouwen("reset", "boss", "--json").json["password"]
    assert log_in(Town(tmp_path).client(), "boss", password).status_code == 400
    assert log_in(Town(tmp_path).client(), "boss", again).status_code == 302
    assert [(each["name"], each["must_change"]) for each in shouwen("list", "--json").json] == [("boss", True), ("王芳", True)]
    assert "王芳　王芳　审核　未改一次性密码" in shouwen("list").out
    audited = [each for each in Town(tmp_path).audited() if each.what.startswith(("account", "password"))]
    assert {each.who.split()[0] for each in audited} == {"命令行"}
    assert [each.what for each in audited] == ["account-added", "account-added", "account-changed", "account-stopped", "account-started", "password-reset"]


def test_tokens_from_the_command_line(shouwen: Any, tmp_path: Path) -> None:
    shouwen("add", "脚本", "--role", "curator")
    made = shouwen("token", "add", "脚本", "--for", "导入", "--scope", "propose", "--days", "7", "--json").json
    headers = {"Authorization": f"Bearer {made['token']}"}
    town = Town(tmp_path)
    town.clock.time = dt.datetime.fromisoformat(made["created"])
    assert town.client().get("/api/v1/probe/propose", headers=headers).status_code == 200
    assert "导入　propose　到 " in shouwen("token", "list", "脚本").out
    assert shouwen("token", "revoke", "脚本", made["id"]).status == 0
    assert town.client().get("/api/v1/probe/propose", headers=headers).status_code == 401
    assert shouwen("token", "list", "脚本", "--json").json[0]["revoked"]
    assert shouwen("token", "add", "脚本", "--for", "二", "--scope", "read").out.startswith("sw_")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reset", "没有"), "没有账号“没有”"), (("add", "x", "--role", "reader"), "不能作账号名"), (("add", "xx", "--role", "god"), "没有角色“god”"),
        (("add", "xx"), "--role"), (("lock", "没有"), "没有账号"), (("token", "list", "没有"), "没有账号"), (("token", "revoke", "没有", "1"), "没有账号"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_done_says_why(shouwen: Any, arguments: tuple[str, ...], words: str) -> None:
    ran = shouwen(*arguments)
    assert ran.status == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_the_command_and_its_help_load_no_database() -> None:
    code = "import sys\ntry:\n    from api.cli import main; main(['accounts', '--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ}).stdout.split()
    assert not {"sqlalchemy", "flask", "argon2"} & {name.split(".")[0] for name in loaded}


def test_the_password_still_opens_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", people.QUICK)
    before = Town(tmp_path)
    client = before.logged_in("王芳", "reader")
    cookie = client.get_cookie("shouwen")
    assert cookie
    after = Town(tmp_path)
    again = after.client()
    again.set_cookie("shouwen", cookie.value)
    assert again.get("/account").status_code == 200, "the session lives on: the key is the home's"
    assert log_in(after.client(), "王芳", PASSWORD).status_code == 302
