"""A seat in a process of its own, which a test may kill: python -m tests.desktop.seatprocess MODE."""

# SPDX-License-Identifier: Apache-2.0

import sys
import time

from tests.desktop.bed import eventually
from tests.desktop.realseat import RealSeat
from workstation.facts.truth import Truth
from workstation.policy.rules import ClipboardRule, Policy


def policy(mode: str) -> Policy:
    """Return the policy of one clipboard rule, under which data may stay for ten minutes."""
    assert mode in {"redact", "expire"}
    rule = ClipboardRule(id="c", mode="redact" if mode == "redact" else "expire", expire_seconds=600)
    return Policy(name=mode, format=1, rule=(rule,))


if __name__ == "__main__":
    seat = RealSeat(policy(sys.argv[1]))
    seat.open()
    eventually(lambda: seat.session.truth is Truth.ACTIVE, "it is open")
    print("open", flush=True)
    eventually(lambda: seat.bodies, "something is on the clipboard", 60)
    print("kept", flush=True)
    time.sleep(600)
