"""What one version's walks remember lent to another's, so that what both say alike is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Borrowed(dict[Any, Any]):
    """What is remembered, by keys of which the first part is a matter or another name; what is not, another may remember."""

    def __init__(self, lender: Mapping[Any, Any], otherwise: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._lender, self._otherwise = lender, otherwise

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what is remembered under a key, here or by the lender; `default` where neither does."""
        found = super().get(key)
        if found is None and (key if isinstance(key, str) else key[0]) not in self._otherwise:
            found = self._lender.get(key)
        return default if found is None else found
