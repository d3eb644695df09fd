"""A keeper's service until it is told to end, or until one part of it ends by a fault and all of it with it."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import signal
from collections.abc import Coroutine

from workstation.keeper.fault import fault_of_a_thread
from workstation.keeper.keeper import KeeperService


async def until_ended(service: KeeperService, *beside: Coroutine[None, None, None]) -> None:
    """Serve, and run what is `beside`, until a signal ends the keeper or a part of it fails, which is raised."""
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    serving = asyncio.create_task(service.run())
    fault = asyncio.create_task(fault_of_a_thread())
    waiting = asyncio.create_task(ending.wait())
    works = {serving, fault, *(asyncio.create_task(each) for each in beside)}
    await asyncio.wait({*works, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for each in works:
        if each.done():
            each.result()
    for each in works - {serving}:
        each.cancel()
    await service.farewell()
    serving.cancel()
    await asyncio.gather(*works, return_exceptions=True)
