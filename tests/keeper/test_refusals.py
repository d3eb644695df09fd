"""Refused peers in any number: each is counted, and no number of them fills the record."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.keeper.running import SEAT, RunningKeeper, eventually
from workstation.errors import LinkError
from workstation.facts.kinds import Kind
from workstation.keeper.refusals import MINUTE, ONE_BY_ONE, Refusals
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello
from workstation.record.entry import parse_header, parse_payload


@given(pauses=st.lists(st.floats(min_value=0, max_value=2 * MINUTE), max_size=200))
def test_every_refusal_is_written_or_counted_and_few_a_minute_are_written(pauses: list[float]) -> None:
    now, written = 0.0, []
    refusals = Refusals(lambda: now)
    for pause in pauses:
        now += pause
        if not refusals.takes():
            written.append(now)
    assert len(written) + refusals.counted() == len(pauses)
    assert refusals.counted() == 0
    assert all(later - first >= MINUTE for first, later in zip(written, written[ONE_BY_ONE:], strict=False))


def test_a_program_that_knocks_without_end_is_told_with_its_count_and_the_keeper_goes_on(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    keeper.peer("status")
    for _ in range(60):
        client = Client.connect(keeper.socket, Hello(version=VERSION + 1, role="seat"), FromKeeper)
        try:
            while client.receive(5.0) is not None:
                pass
        except LinkError:
            client.close()
    eventually(lambda: sum(_counts(keeper)) == 60)
    assert len(_counts(keeper)) < 60
    keeper.open_seat()
    keeper.stop()


def _counts(keeper: RunningKeeper) -> list[int]:
    entries = keeper.ledger.waiting(SEAT, 1000)
    refused = [each for each in entries if parse_header(each.header).kind is Kind.PEER_REFUSED]
    return [int(parse_payload(each.payload).body.details.get("count", 1)) for each in refused]
