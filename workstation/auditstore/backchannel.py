"""The door at which an OpenID provider says that a session is over (Back-Channel Logout 1.0 §2.5, §2.8).

Anybody may knock, so it does little at once, and nothing for a while for who brought much that does not count.
"""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response, post

from workstation.auditstore.openidlogouts import PATH
from workstation.auditstore.seenfrom import seen_from
from workstation.credentials.identified import TOKEN_LIMIT
from workstation.errors import OpenidError

FORM_LIMIT = TOKEN_LIMIT + (4 << 10)
FIELDS = 16
AT_ONCE, WAITING = 2, 64
REFUSED, REFUSED_WITHIN = 30, 60.0
ADDRESSES = 1024
INVALID = "invalid_request"
log = logging.getLogger(__name__)


class BackChannel:
    """Belongs to the server's loop; `heard` is called in a thread, at most AT_ONCE at a time, in the order of coming.

    Who brought REFUSED that did not count within REFUSED_WITHIN seconds is not listened to for that long.
    """

    def __init__(
        self,
        heard: Callable[[str], Sequence[str]],
        elapsed: Callable[[], float],
        trusted_proxies: Sequence[str] = (),
    ) -> None:
        """Count by the address that these proxies say, where one of them is what knocks."""
        self._heard = heard
        self._elapsed = elapsed
        self._trusted = trusted_proxies
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._under_way = 0
        self._refused: dict[str, tuple[float, ...]] = {}

    async def take(
        self, peer: str, content_type: str, body: bytes, forwarded: Sequence[str] = ()
    ) -> tuple[HTTPStatus, str]:
        """Return what a request from there is answered, and the word of its error (RFC 6749 §5.2), "" for none."""
        address = seen_from(peer, forwarded, self._trusted) or peer
        if len(self._lately(address)) >= REFUSED:
            return HTTPStatus.TOO_MANY_REQUESTS, INVALID
        if self._under_way >= WAITING:
            return HTTPStatus.SERVICE_UNAVAILABLE, "temporarily_unavailable"
        self._under_way += 1
        try:
            token = logout_token(content_type, body)
            async with self._turns:
                agents = await asyncio.to_thread(self._heard, token)
        except OpenidError as error:
            log.warning("a logout token was refused: %s", error)
            self._count(address)
            return HTTPStatus.BAD_REQUEST, INVALID
        finally:
            self._under_way -= 1
        log.info("the OpenID provider ended sessions of %d agents", len(agents))
        return HTTPStatus.OK, ""

    def _lately(self, address: str) -> tuple[float, ...]:
        since = self._elapsed() - REFUSED_WITHIN
        return tuple(time for time in self._refused.get(address, ()) if time > since)

    def _count(self, address: str) -> None:
        """Count what did not count; whoever was refused longest ago is forgotten first."""
        lately = self._lately(address)
        self._refused.pop(address, None)
        while len(self._refused) >= ADDRESSES:
            del self._refused[next(iter(self._refused))]
        self._refused[address] = (*lately, self._elapsed())[-REFUSED:]


@post(PATH, request_max_body_size=FORM_LIMIT, status_code=200)
async def take_logout(
    request: Request[Any, Any, Any], back_channel: BackChannel, body: bytes
) -> Response[dict[str, str]]:
    """Hear from an OpenID provider that a session there is over."""
    peer, kind = request.client.host if request.client else "", request.headers.get("content-type", "")
    status, error = await back_channel.take(peer, kind, body, request.headers.getall("x-forwarded-for", []))
    said = {"error": error} if error else {}
    return Response(said, status_code=status, headers={"Cache-Control": "no-store"})


def logout_token(content_type: str, untrusted: bytes) -> str:
    """Return the one logout token of a form, in which other fields mean nothing (§2.5); raise OpenidError."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise OpenidError("malformed")
    try:
        form = untrusted.decode("ascii")
        fields = parse_qsl(form, keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise OpenidError("malformed") from error
    tokens = [value for name, value in fields if name == "logout_token"]
    if len(tokens) != 1:
        raise OpenidError("malformed")
    return tokens[0]
