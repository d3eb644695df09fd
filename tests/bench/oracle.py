"""What the time of a refusal tells: of an unknown agent, a wrong code and a wrong password, at a store over TLS."""

# SPDX-License-Identifier: Apache-2.0

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import combinations, count
from pathlib import Path
from statistics import median

from tests.auditstore.storeprocess import running_store
from tests.bench.figure import Figure, judged
from tests.fakes.vault import FakeVault
from workstation.credentials.totp import code_at
from workstation.keeper.enrolment import enrol
from workstation.keeper.storeclient import HttpsStore

TRIES = 80
NOISE = 0.2  # what two series of the same 80 tries differ by, one in forty times
PASSWORD, WRONG = "blue kite over manila", "seven green umbrellas"
Offer = Callable[[], tuple[str, str, str | None]]


def figures() -> tuple[Figure, ...]:
    """Ask in turns, each kind of refusal as often, and hold every two of them against each other."""
    with tempfile.TemporaryDirectory() as folder, running_store(Path(folder)) as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
        secret = store.parts.agents.add("Ana", "cards")
        store.parts.passwords.change("Ana", PASSWORD)
        names = (f"nobody {number}" for number in count())
        with closing(HttpsStore(enrolment)) as client:

            def took(offer: Offer) -> float:
                name, code, password = offer()
                began = time.perf_counter()
                client.verify_code(enrolment.seat_id(1), name, code, password)
                spent = time.perf_counter() - began
                store.parts.agents.confirm("Ana")
                return spent

            def right() -> str:
                return code_at(secret, int(datetime.now(UTC).timestamp()) // 30)

            def wrong() -> str:
                return f"{(int(right()) + 1) % 1_000_000:06}"

            alone: dict[str, Offer] = {
                "unknown agent": lambda: (next(names), wrong(), None),
                "wrong code": lambda: ("Ana", wrong(), None),
            }
            beside: dict[str, Offer] = {
                "unknown agent": lambda: (next(names), wrong(), WRONG),
                "wrong code": lambda: ("Ana", wrong(), PASSWORD),
                "wrong password": lambda: ("Ana", right(), WRONG),
            }
            return _figure("verify.oracle.code", alone, took), _figure("verify.oracle.password", beside, took)


def _figure(name: str, offers: Mapping[str, Offer], took: Callable[[Offer], float]) -> Figure:
    tries: dict[str, list[float]] = defaultdict(list)
    for _ in range(TRIES):
        for what, offer in random.sample(sorted(offers.items()), len(offers)):
            tries[what].append(took(offer))
    worst = max(_apart(tries[one], tries[other]) for one, other in combinations(tries, 2))
    told = ", ".join(f"{what} {median(spent) * 1e3:.1f} ms" for what, spent in sorted(tries.items()))
    return judged(
        Figure(
            id=name,
            value=round(worst, 3),
            unit="",
            target=NOISE,
            n=TRIES,
            how=f"0: no try tells one refusal from another, 1: every try does; medians: {told}",
        )
    )


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how much more often a try of one series is slower than one of the other than the other way round."""
    slower = sum((a > b) - (a < b) for a in one for b in other)
    return abs(slower) / (len(one) * len(other))
