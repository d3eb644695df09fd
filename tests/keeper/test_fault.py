"""A thread of the keeper's that ends by a fault ends the keeper."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import threading
from collections.abc import Iterator

import pytest

from workstation.errors import KeeperFailedError
from workstation.keeper.fault import fault_of_a_thread


@pytest.fixture(autouse=True)
def _hook() -> Iterator[None]:
    kept = threading.excepthook
    yield
    threading.excepthook = kept


def broken() -> None:
    raise RuntimeError("a fault nobody thought of")


def test_a_thread_that_ends_by_a_fault_ends_the_keeper() -> None:
    async def keeper() -> None:
        fault = asyncio.create_task(fault_of_a_thread())
        await asyncio.sleep(0)
        threading.Thread(target=broken).start()
        async with asyncio.timeout(10):
            await fault

    with pytest.raises(KeeperFailedError):
        asyncio.run(keeper())
