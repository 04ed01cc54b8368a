"""A real Chromium for tests: an application served on a free port, the browser, and what it complains of."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from flask import Flask
from playwright import sync_api
from werkzeug.serving import make_server

_CHROMIUM: Final = shutil.which("chromium")
_ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
MARKS: Final = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="NO BROWSER TESTS: chromium is not installed (apt-get install -y chromium fonts-noto-cjk)"),
]
"""What a module of browser tests sets as its `pytestmark`."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Yield the address at which an application is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def chromium() -> Iterator[sync_api.Browser]:
    """Yield a browser."""
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
        yield opened
        opened.close()


def page_of(browser: sync_api.Browser, address: str, complaints: list[str], width: int = 1440, **options: Any) -> sync_api.Page:
    """Return a page; what the browser complains of (CSP, scripts, missing files) is added to `complaints`."""
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", base_url=address, **options).new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page
