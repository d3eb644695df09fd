"""A keeper that no longer ships or checks does not go on as if it did: a fault of any thread ends all of it."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import threading

from workstation.errors import KeeperFailedError

log = logging.getLogger(__name__)


async def fault_of_a_thread() -> None:
    """Wait until any thread of this process ends by an exception, and raise KeeperFailedError; the log says which."""
    loop, faulty = asyncio.get_running_loop(), asyncio.Event()

    def ended(how: threading.ExceptHookArgs) -> None:
        log.critical("the thread %s ended", how.thread.name if how.thread else "?", exc_info=how.exc_value)
        loop.call_soon_threadsafe(faulty.set)

    threading.excepthook = ended
    await faulty.wait()
    raise KeeperFailedError("a part of the keeper ended by a fault", hint="Its log says which; the seat is closed.")
