"""A loopback port that is open for one answer (RFC 8252 §7.3), to whoever brings the state of this one request.

Every program and every page on this machine can knock there. What does not bring that state is answered shortly and
counted, and many of those close the door: nobody is confirmed by guessing, and nobody is kept from being by a few.
The state keeps pages out, and no programs: every account of this machine can read it, as a browser is opened by its
address (/proc). Whoever brings it first ends the wait, and is confirmed by a code alone that the store redeems.
"""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import hmac
from contextlib import suppress
from http import HTTPStatus
from typing import NamedTuple

from workstation.keeper.browserpage import not_confirmed, nothing_here
from workstation.keeper.browserreturn import END, HEAD_LIMIT, Returned, read_return
from workstation.record.exchange import RETURN_PATH

LOOPBACK = "127.0.0.1"
SAID_WITHIN, ANSWERED_WITHIN = 5.0, 30.0
AT_ONCE, REFUSED = 16, 100


class Arrival(NamedTuple):
    """A browser that came back and waits: its page is what `answer` is set to."""

    returned: Returned
    answer: asyncio.Future[bytes]

    def show(self, page: bytes) -> None:
        """Have it show this, where it still waits."""
        if not self.answer.done():
            self.answer.set_result(page)


class BrowserDoor:
    """Belongs to the keeper's loop."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._host = ""
        self._state = ""
        self._open = 0
        self._waiting: set[Arrival] = set()
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        self.refused = 0

    async def open(self) -> None:
        """Listen on a port that the system chooses; raise OSError where there is none."""
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0, limit=HEAD_LIMIT)
        self._host = f"{LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"

    @property
    def redirect_uri(self) -> str:
        """Where a browser is to come back to."""
        return f"http://{self._host}{RETURN_PATH}"

    @property
    def is_stormed(self) -> bool:
        """Say whether so many knocked with something else that nobody is waited for any more."""
        return self.refused >= REFUSED

    def expect(self, state: str) -> None:
        """Let who brings this state in, once, and nobody by the one before."""
        self._state = state

    async def arrived(self, within: float) -> Arrival | None:
        """Return who came back, None where nobody did within so many seconds."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._arrivals.get(), within)
        return None

    def close(self) -> None:
        """Listen no more; who waits is told that they were not confirmed."""
        self._state = ""
        if self._server:
            self._server.close()
        for arrival in tuple(self._waiting):
            arrival.show(not_confirmed())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= AT_ONCE:
                writer.write(await self._answer(reader))
                await asyncio.wait_for(writer.drain(), SAID_WITHIN)
        except (OSError, TimeoutError):
            pass  # whoever that was is gone
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        try:
            head = await asyncio.wait_for(reader.readuntil(END), SAID_WITHIN)
        except (EOFError, asyncio.LimitOverrunError, OSError, TimeoutError):
            return self._refused(HTTPStatus.BAD_REQUEST)
        told = read_return(head, self._host)
        if not isinstance(told, Returned):
            return self._refused(told)
        if not self._state or not hmac.compare_digest(told.state, self._state):
            return self._refused(HTTPStatus.BAD_REQUEST)
        self._state = ""
        arrival = Arrival(told, asyncio.get_running_loop().create_future())
        self._waiting.add(arrival)
        try:
            self._arrivals.put_nowait(arrival)
            return await asyncio.wait_for(arrival.answer, ANSWERED_WITHIN)
        finally:
            self._waiting.discard(arrival)

    def _refused(self, status: HTTPStatus) -> bytes:
        self.refused += 1
        return nothing_here(status)
