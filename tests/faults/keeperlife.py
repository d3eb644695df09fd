"""A whole keeper whose disk fails while an agent works: `python -m tests.faults.keeperlife FOLDER`, under the layer.

From some call on the disk fails. The seat closes, says why, does not open for a right code, and goes on when the disk
works again. Prints a line for each life. Any broken promise ends it.
"""

# SPDX-License-Identifier: Apache-2.0

import argparse
import random
from pathlib import Path

from tests.faults.grip import FAULTS, Fault, Grip
from tests.faults.ledgers import body, chain
from tests.keeper.running import SEAT, RunningKeeper, hear
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.link.client import Client
from workstation.link.messages import CodeOffered, Recorded, Report, TruthTold, Uncover, Verdict
from workstation.record.entry import parse_header, parse_payload

CALLS = 40
REPORTS = 200


def reported_until_closed(seat: Client) -> dict[int, int]:
    """Report what a seat sees until the keeper closes it; return which reports were confirmed as which entries."""
    confirmed: dict[int, int] = {}
    for number in range(REPORTS):
        seat.send(Report(number=number, body=body(number)))
        while number not in confirmed:
            match seat.receive(10.0):
                case Recorded(number=told, seq=seq):
                    confirmed[told] = seq
                case TruthTold(truth=Truth.LOCKED, reason=reason):
                    assert reason == "not_durable"
                    return confirmed
                case None:
                    raise AssertionError("the keeper is silent")
    raise AssertionError("the disk never failed")


def live(folder: Path, grip: Grip, fault: Fault, nth: int) -> int:
    """Have the disk fail from the nth call on; return how many reports were confirmed before."""
    keeper = RunningKeeper(folder)
    try:
        seat, shield, prompt = keeper.open_seat()
        grip.arm(fault, nth)
        confirmed = reported_until_closed(seat)
        refused = len(confirmed)
        prompt.send(CodeOffered(agent="", code="222222"))
        verdict = hear(prompt, Verdict)
        assert (verdict.accepted, verdict.reason) == (False, "not_durable")
        health = ask_status(keeper.socket)
        assert (health.seat.truth, health.ledger.is_durable) == (Truth.LOCKED, False)
        grip.heal()
        confirmed[refused] = hear(seat, Recorded).seq
        prompt.send(CodeOffered(agent="", code="333333"))
        assert hear(prompt, Verdict).accepted
        hear(shield, Uncover)
        recorded(keeper, confirmed)
    finally:
        grip.heal()
        keeper.stop()
    return refused


def recorded(keeper: RunningKeeper, confirmed: dict[int, int]) -> None:
    """Fail unless the record says what happened: each report once and as it was confirmed, one unlock, one refusal."""
    entries = chain(keeper.ledger, SEAT)
    kinds = [parse_header(entry.header).kind for entry in entries]
    assert [kind for kind in kinds if kind in {Kind.LOCKED, Kind.CODE_REFUSED, Kind.UNLOCKED}] == [
        *(Kind.LOCKED, Kind.CODE_REFUSED, Kind.UNLOCKED),
    ]
    told = {
        int(parse_payload(entry.payload).body.details["number"]): seq
        for seq, entry in enumerate(entries, start=1)
        if kinds[seq - 1] is Kind.COPY_BLOCKED
    }
    assert told == confirmed
    assert kinds.count(Kind.COPY_BLOCKED) == len(confirmed)


def main() -> None:
    """Live through every fault that lasts, some times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("disk", type=Path)
    parser.add_argument("--lives", type=int, default=1, help="for each fault")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - to be played again
    for fault in (fault for fault in FAULTS if fault.lasting):
        for life in range(asked.lives):
            nth = chance.randint(1, CALLS)
            confirmed = live(asked.disk / f"{fault.error}-{fault.calls.value}-{life}", Grip(), fault, nth)
            print(f"{fault.name}, call {nth}: {confirmed} reports confirmed before, all of them after", flush=True)


if __name__ == "__main__":
    main()
