"""A live stream: numbered items as server-sent events, from any number on, as they come."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from litestar.response import ServerSentEventMessage

from workstation.auditstore.bell import Bell

IDLE_SECONDS = 5.0
Find = Callable[[int], Sequence[tuple[int, bytes]]]


async def stream(
    find: Find, bell: Bell, after: int, idle_seconds: float = IDLE_SECONDS
) -> AsyncIterator[ServerSentEventMessage]:
    """Yield what `find` finds after number `after`, until the bell is closed; a comment where nothing came.

    `find` is called in a thread, and again whenever the bell rang. The first message tells the number alone, so that
    who is cut off at once still knows where to go on; so does one where `find` found a number without data.
    """
    yield ServerSentEventMessage(data=None, id=after)
    with bell.listening() as rung:
        while not bell.closed:
            rung.clear()
            items = await asyncio.to_thread(find, after)
            for number, data in items:
                after = number
                yield ServerSentEventMessage(data=data or None, id=after)
            if not items and not await _heard(rung, idle_seconds):
                yield ServerSentEventMessage(data=None, comment="idle")


async def _heard(rung: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await rung.wait()
    except TimeoutError:
        return False
