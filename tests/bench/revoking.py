"""The figure of a revocation: from its commit at the store until the seat is closed and knows it."""

# SPDX-License-Identifier: Apache-2.0

import tempfile
import time
from pathlib import Path

from tests.bench.figure import Figure, latencies
from tests.keeper.workplace import working
from workstation.facts.truth import Truth

TRIES = 20
TARGET_MS = 1000.0


def figures() -> tuple[Figure, ...]:
    """Revoke one agent after the other, each signed in at the one seat, from a process beside the store's."""
    agents = [f"Agent {number}" for number in range(TRIES)]
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder, working(Path(folder), agents) as place:
        for agent in agents:
            assert place.signs_in(agent).accepted
            began = time.perf_counter()
            place.store.parts.access.revoke_agent(agent, "bench")
            place.hears(Truth.SIGNED_OUT, "access_ended")
            took.append(time.perf_counter() - began)
    how = (
        "`agent revoke` at the store until the keeper has covered the seat and told it; the rest of the cover is `lock`"
    )
    return latencies("revoke", took, TARGET_MS, how)
