"""Thrift: what is routine is counted while space is short, nothing else ever is, and nothing is lost."""

# SPDX-License-Identifier: Apache-2.0

from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.samples import COPY, SHOWN
from workstation.facts.kinds import Kind, Severity
from workstation.keeper.ports import Subject
from workstation.keeper.thrift import CAPACITY, Thrift

ANA = Subject(agent="ana", team="cards")


@given(st.lists(st.tuples(st.sampled_from(Severity), st.integers(0, CAPACITY), st.floats(0, 90)), max_size=60))
def test_what_is_routine_is_written_or_counted_and_confirmed_once(said: list[tuple[Severity, int, float]]) -> None:
    now, waiting = 0.0, 0
    thrift = Thrift(lambda: waiting, lambda: now)
    written: list[int] = []
    counts = 0

    def confirm_it(number: int, _seq: int) -> None:
        written.append(number)

    def take(*, ending: bool = False) -> int:
        entries = list(thrift.counted(ending=ending))
        for _, body, confirm in entries:
            assert (body.kind, body.severity) == (Kind.RECORDS_MERGED, Severity.CUSTODY)
            confirm(1)
        return sum(int(body.details["count"]) for _, body, _ in entries)

    for number, (severity, waits, pause) in enumerate(said):
        now, waiting = now + pause, waits
        is_counted = thrift.takes(ANA, replace(COPY, severity=severity), partial(confirm_it, number))
        assert is_counted == (severity is Severity.ACCESS and waits >= 0.9 * CAPACITY)
        if not is_counted:
            written.append(number)
        counts += take()
    counts += take(ending=True)
    assert sorted(written) == list(range(len(said)))
    assert counts == sum(severity is Severity.ACCESS and waits >= 0.9 * CAPACITY for severity, waits, _ in said)


def test_one_entry_a_minute_counts_what_was_of_one_kind() -> None:
    now = 0.0
    thrift = Thrift(lambda: CAPACITY, lambda: now)
    for _ in range(5):
        assert thrift.takes(ANA, SHOWN, lambda _: None)
    assert list(thrift.counted()) == []
    now = 60.0
    ((subject, body, _),) = thrift.counted()
    assert (subject, body.details) == (ANA, {"of": "data.shown", "count": 5})
