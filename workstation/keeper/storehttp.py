"""The way to the store: HTTPS with its authority pinned, a deadline, and answers that are parsed strictly."""

# SPDX-License-Identifier: Apache-2.0

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec
import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import HTTPError, SSLError

from workstation.errors import DeviceRevokedError, StoreError, StoreRefusedError
from workstation.record.eventstream import Event, parse_events
from workstation.record.exchange import DEVICE_REVOKED, SEEN_FROM
from workstation.record.malformed import MALFORMED

DEADLINE_SECONDS = 5.0
ANSWERED_WITHIN_SECONDS = 10.0
SILENT_AFTER_SECONDS = 45.0
ANSWER_LIMIT = 1 << 20
EXPLANATION_LIMIT = 300
NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name
OK = range(200, 300)
REFUSED = range(400, 500)
T = TypeVar("T")
Saw = Callable[[str, str], None]
"""Is told from where the store says that it sees this machine, which is untrusted, and from where that was sent."""


def nobody_saw(_seen_from: str, _own: str) -> None:
    """Pass it over."""


class _Connection(HTTPSConnection):
    """A connection that knows from which of this machine's addresses it goes, also once its socket is closed."""

    own = ""

    def connect(self) -> None:
        super().connect()
        self.own = str(self.sock.getsockname()[0])


class _Connections(HTTPSConnectionPool):
    ConnectionCls = _Connection


class Explanation(msgspec.Struct, frozen=True):
    """What the store says where it refuses."""

    error: str
    reason: str = ""


class StoreHttp:
    """Connections to one store. Safe from any thread.

    `ahead` is by how much the store's clock is ahead of this machine's, as its last answer said.

    Each request gives up after DEADLINE_SECONDS of silence, where it is not given more, or once its answer takes
    ANSWERED_WITHIN_SECONDS.
    """

    def __init__(self, url: str, authority: str, saw: Saw = nobody_saw) -> None:
        self.url = url
        self._saw = saw
        self.ahead = timedelta()
        self._followed: urllib3.BaseHTTPResponse | None = None
        self._is_hung_up = False
        self._pool = urllib3.PoolManager(
            ssl_context=_trusting(authority),
            retries=False,
            maxsize=4,
            timeout=urllib3.Timeout(connect=DEADLINE_SECONDS, read=DEADLINE_SECONDS),
        )
        self._pool.pool_classes_by_scheme = {"https": _Connections}

    def ask(
        self,
        method: str,
        path: str,
        body: bytes,
        shape: type[T],
        headers: Mapping[str, str] | None = None,
        *,
        within: float | None = None,
    ) -> T:
        """Return the answer, parsed as `shape`; raise StoreError where there is none or it is something else.

        Raise StoreRefusedError where the store says no. What takes a store longer is waited for `within` seconds.
        """
        status, answer = self._exchange(method, path, body, headers or {}, within or DEADLINE_SECONDS)
        if status in REFUSED:
            raise _refusal(answer)
        if status not in OK:
            raise StoreError(f"the audit store failed (HTTP {status})", hint="Its log says why.")
        try:
            return msgspec.msgpack.decode(answer, type=shape)
        except MALFORMED as error:
            raise StoreError("the audit store answered nonsense", hint=f"Is {self.url} its address?") from error

    def follow(self, path: str, headers: Mapping[str, str]) -> Iterator[Event]:
        """Yield the events of a stream until it breaks; raise StoreError where there is none. One at a time."""
        timeout = urllib3.Timeout(connect=DEADLINE_SECONDS, read=SILENT_AFTER_SECONDS)
        try:
            response = self._pool.request(
                "GET", self.url + path, headers=dict(headers), timeout=timeout, preload_content=False, redirect=False
            )
        except HTTPError as error:
            raise self._trouble(error) from error
        self._followed = response
        self._compare_clocks(response)
        self._note_view(response)
        try:
            if response.status in REFUSED:
                raise _refusal(_bounded(response))
            if response.status not in OK:
                raise StoreError(f"the audit store gives no stream (HTTP {response.status})")
            if not self._is_hung_up:
                yield from parse_events(self._seen_at_each(response))
        except HTTPError as error:
            raise StoreError(f"the stream broke off ({type(error).__name__})") from error
        finally:
            self._followed = None
            response.close()

    def hang_up(self) -> None:
        """Break off what is followed, now or as soon as it begins; from any thread."""
        self._is_hung_up = True
        if (followed := self._followed) is not None:
            with suppress(HTTPError, OSError, ValueError, RuntimeError):
                followed.shutdown()

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], within: float
    ) -> tuple[int, bytes]:
        try:
            response = self._pool.request(
                method,
                self.url + path,
                body=body,
                headers=dict(headers),
                timeout=urllib3.Timeout(connect=DEADLINE_SECONDS, read=within),
                preload_content=False,
                redirect=False,
            )
            self._compare_clocks(response)
            self._note_view(response)
            return response.status, _bounded(response)
        except HTTPError as error:
            raise self._trouble(error) from error

    def _compare_clocks(self, response: urllib3.BaseHTTPResponse) -> None:
        with suppress(KeyError, ValueError, OverflowError):
            self.ahead = parsedate_to_datetime(response.headers["Date"]) - datetime.now(UTC)

    def _seen_at_each(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        """Yield what comes; while anything does, the store sees this machine from where the connection began."""
        for chunk in response.read_chunked():
            self._note_view(response)
            yield chunk

    def _note_view(self, response: urllib3.BaseHTTPResponse) -> None:
        if isinstance(response.connection, _Connection) and (seen_from := response.headers.get(SEEN_FROM)):
            self._saw(seen_from, response.connection.own)

    def _trouble(self, error: HTTPError) -> StoreError:
        if isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError):
            return StoreError(
                "the audit store does not show the certificate that this device was enrolled with",
                hint="Nothing was sent to it. Enrol this device again if the store was set up anew.",
            )
        return StoreError("the audit store cannot be reached", hint=f"Its address is {self.url}.")


def _trusting(authority: str) -> ssl.SSLContext:
    """Return what trusts this one authority, whatever this machine's clock says.

    Whoever winds the clock out of the certificates' time would cut the supervisor off otherwise.
    """
    context = ssl.create_default_context(cadata=authority)
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    return context


def _bounded(response: urllib3.BaseHTTPResponse) -> bytes:
    until = time.monotonic() + ANSWERED_WITHIN_SECONDS
    answer = b""
    while chunk := response.read1(ANSWER_LIMIT, decode_content=False):
        answer += chunk
        if len(answer) > ANSWER_LIMIT:
            response.close()
            raise StoreError("the audit store answered nonsense", hint="Is the address that of an audit store?")
        if time.monotonic() > until:
            response.close()
            raise StoreError("the audit store answers too slowly", hint="Its machine or the network is overloaded.")
    response.release_conn()
    return answer


def _refusal(untrusted: bytes) -> StoreRefusedError:
    try:
        told = msgspec.json.decode(untrusted, type=Explanation)
    except MALFORMED:
        return StoreRefusedError("the audit store refused: it gave no reason")
    said = "".join(character for character in told.error if character.isprintable())[:EXPLANATION_LIMIT]
    refused = DeviceRevokedError if told.reason == DEVICE_REVOKED else StoreRefusedError
    return refused(f"the audit store refused: {said}")
