"""What an OpenID provider publishes: where it is asked, and its keys; looked up anew when that is due."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from workstation.auditstore.openidprovider import OpenidProvider
from workstation.credentials.openidanswers import Discovered, discovered
from workstation.errors import OpenidError

KEPT_FOR, ANEW_AFTER = 600.0, 60.0
WELL_KNOWN = "/.well-known/openid-configuration"
T = TypeVar("T")

if TYPE_CHECKING:  # a store that asks nobody, and each of its commands, loads it not
    from workstation.auditstore.openidhttp import OpenidHttp


class OpenidPublished:
    """Safe from any thread; blocks for up to two answers of the provider. Every method raises OpenidError."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._http: OpenidHttp | None = None
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, bytes]] = {}

    def find(self, provider: OpenidProvider) -> Discovered:
        """Return where a provider is asked, and that this client can."""
        url = provider.issuer.removesuffix("/") + WELL_KNOWN
        try:
            where = discovered(self._published(url), provider.issuer)
            where.proof(has_secret=bool(provider.secret))
        except OpenidError:
            self._kept.pop(url, None)
            raise
        return where

    def keys(self, where: Discovered) -> bytes:
        """Return the keys that are published, as they were at most KEPT_FOR seconds ago."""
        return self._published(where.jwks_uri)

    def judged(self, where: Discovered, judge: Callable[[bytes], T]) -> T:
        """Judge a token by the keys that are published, looked up anew where none of those known signed it."""
        try:
            return judge(self._published(where.jwks_uri))
        except OpenidError as error:
            if error.reason not in {"unknown_key", "signature"}:
                raise
        return judge(self._published(where.jwks_uri, ANEW_AFTER))

    def http(self) -> "OpenidHttp":
        """Return the way to providers."""
        from workstation.auditstore.openidhttp import OpenidHttp  # noqa: PLC0415 - see above

        with self._lock:
            self._http = self._http or OpenidHttp()
            return self._http

    def _published(self, url: str, younger_than: float = KEPT_FOR) -> bytes:
        """Return what a provider publishes there, as it was at most so many seconds ago."""
        with self._lock:
            kept = self._kept.get(url)
        now = self._elapsed()
        if kept and now - kept[0] < younger_than:
            return kept[1]
        found = self.http().get(url)
        with self._lock:
            self._kept[url] = now, found
        return found
