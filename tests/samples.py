"""Entries for tests: bodies, chains, and what hypothesis draws of them."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from workstation.auditstore.onconflict import is_inserted
from workstation.auditstore.schema import devices
from workstation.auditstore.store import AuditStore
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ledgerkeys import LedgerKeys
from workstation.record.chain import Head
from workstation.record.entry import SALT_SIZE, Entry, Header, Payload, make_entry
from workstation.record.exchange import Shipment, shipment_of
from workstation.record.merkle import EMPTY_ROOT
from workstation.record.receipt import ReceiptBody

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

KEYS = LedgerKeys(subject=b"k" * 32, data=b"d" * 32, device=Ed25519PrivateKey.from_private_bytes(b"s" * 32))


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


def enrolled(parts: AuditStore, device: str) -> None:
    """Have a store know the device of that name, whose keys are KEYS."""
    row = {"device": device, "public_key": KEYS.device.public_key().public_bytes_raw()}
    with parts.database.writes.begin() as db:
        is_inserted(db, devices, {**row, "team": "cards", "certificate": "", "enrolled_us": 0})


def shipment(seat_id: str, entries: Sequence[Entry]) -> Shipment:
    """Return entries as the device whose keys are KEYS ships them."""
    return shipment_of(KEYS.device, seat_id, entries)


def receipt_body(seat_id: str, seq: int, chain: bytes, at: datetime = NOON) -> ReceiptBody:
    """Return the receipt of a store that had nothing else to do."""
    return ReceiptBody(version=1, seat_id=seat_id, seq=seq, chain=chain, at=at, tree_size=0, tree_root=EMPTY_ROOT)


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
