"""The feed: violations and failures as server-sent events, from any number on, live."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar.response import ServerSentEventMessage

from workstation.auditstore.bell import Bell
from workstation.auditstore.query import NOTIFIED, Wanted, find
from workstation.auditstore.schema import Database

IDLE_SECONDS = 5.0


async def follow_record(database: Database, bell: Bell, after: int) -> AsyncIterator[ServerSentEventMessage]:
    """Yield what people must hear of after number `after`, until the bell is closed; a comment where nothing came.

    The first message tells the number alone, so that who is cut off at once still knows where to go on.
    """
    yield ServerSentEventMessage(data=None, id=after)
    with bell.listening() as rung:
        while not bell.closed:
            rung.clear()
            items = await asyncio.to_thread(find, database, Wanted(after=after), NOTIFIED)
            for item in items:
                after = item.store_seq
                yield ServerSentEventMessage(data=msgspec.json.encode(item), id=after)
            if not items and not await _heard(rung):
                yield ServerSentEventMessage(data=None, comment="idle")


async def _heard(rung: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            return await rung.wait()
    except TimeoutError:
        return False
