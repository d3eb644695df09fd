"""Entries for tests: bodies, chains, and what hypothesis draws of them."""

# SPDX-License-Identifier: Apache-2.0

import os
from datetime import UTC, datetime

from hypothesis import strategies as st

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.chain import Head
from workstation.record.entry import SALT_SIZE, Entry, Header, Payload, make_entry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COPY = Body(
    kind=Kind.COPY_BLOCKED,
    severity=Severity.VIOLATION,
    outcome=Outcome.BLOCKED,
    rule="card-clipboard",
    application="CRM",
    data_classes={"card_number": 3},
)
SHOWN = Body(kind=Kind.DATA_SHOWN, severity=Severity.ACCESS, outcome=Outcome.MASKED, data_classes={"card_number": 1})


def entry_after(
    head: Head, body: Body, *, at: datetime = NOON, agent: str = "J. Cruz", team: str = "cards", policy: str = ""
) -> Entry:
    """Return an entry that follows `head`."""
    header = Header(
        version=1,
        seat_id=head.seat_id,
        seq=head.seq + 1,
        at=at,
        monotonic_ns=0,
        boot_id="",
        kind=body.kind,
        severity=body.severity,
        outcome=body.outcome,
        rule=body.rule,
        policy=policy,
        subject="",
        client="",
        region="",
        commitment=b"",
    )
    return make_entry(head.chain, header, os.urandom(SALT_SIZE), Payload(agent=agent, team=team, body=body))


def chain_of(seat_id: str, *bodies: Body) -> tuple[Entry, ...]:
    """Return the first entries of a seat's chain."""
    head, entries = Head(seat_id), []
    for body in bodies:
        entries.append(entry_after(head, body))
        head = Head(seat_id, head.seq + 1, entries[-1].chain)
    return tuple(entries)


def bodies() -> st.SearchStrategy[Body]:
    """Draw any body that a seat could report."""
    return st.builds(
        Body,
        kind=st.sampled_from(Kind),
        severity=st.sampled_from(Severity),
        outcome=st.sampled_from(Outcome),
        rule=st.text(max_size=20),
        application=st.text(max_size=20),
        data_classes=st.dictionaries(st.sampled_from(("card_number", "us_ssn")), st.integers(1, 99)),
        details=st.dictionaries(
            st.from_regex(r"[\x20-\x7e]{1,8}", fullmatch=True), st.integers(0, 99) | st.text(max_size=8), max_size=3
        ),
    )
