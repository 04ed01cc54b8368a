"""Every number that steers logging in, with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Final

FAILURES: Final = 5
"""Wrong passwords in a row before an account is locked; GB/T 22239-2019 (等保) asks for a limit and five is customary."""
LOCKED_FOR: Final = dt.timedelta(minutes=15)
"""A guesser gets 480 tries a day; a person who forgot waits no longer than a coffee."""
IDLE: Final = dt.timedelta(minutes=60)
"""A session ends after that long without a request: a dispatcher's quiet hour, not a night."""
LONGEST: Final = dt.timedelta(hours=12)
"""A session ends after that long in any case: one shift."""
PASSWORD_LEAST: Final = 10
"""Characters. Length is what withstands guessing (NIST SP 800-63B section 5.1.1.2); kinds of characters are not asked for."""
PASSWORD_MOST: Final = 200
"""Characters: no hashing of megabytes for a stranger."""
PASSWORD_KINDS: Final = 5
"""Different characters at least: 1111111111 and 1212121212 are no passwords."""
NAME: Final = r"[\w.\-]{2,32}"
"""A name for logging in: letters (Chinese too), digits, dot, hyphen, underscore."""
SHOWN_NAME_MOST: Final = 40
TOKEN_DAYS: Final = 90
"""Days that a token lasts unless told otherwise."""
TOKEN_DAYS_MOST: Final = 366
TOKEN_NAME_MOST: Final = 40
TOKENS_MOST: Final = 20
"""Living tokens of one account: one a program, not one a run."""
TOUCH_AFTER: Final = dt.timedelta(minutes=10)
"""How exact `last used` of a token is: one write in that time, not one a request."""
AUDIT_PAGE: Final = 50
"""Entries of the audit log on one page."""
