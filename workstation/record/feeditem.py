"""An entry as people see it: the answer of the store's query, and what its feed tells."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

import msgspec

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.entry import Header, Payload


class FeedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Header and payload of one entry; `store_seq` numbers all entries of the store in the order of their arrival."""

    store_seq: int
    seat_id: str
    seq: int
    at: datetime
    received_at: datetime
    kind: Kind
    severity: Severity
    outcome: Outcome
    rule: str
    policy: str
    subject: str
    client: str
    region: str
    agent: str
    team: str
    body: Body


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Entries in the order of `store_seq`; ask again after the last one for more."""

    entries: tuple[FeedItem, ...]


def feed_item(store_seq: int, received_at: datetime, header: Header, payload: Payload) -> FeedItem:
    """Return the entry as people see it."""
    return FeedItem(
        store_seq=store_seq,
        seat_id=header.seat_id,
        seq=header.seq,
        at=header.at,
        received_at=received_at,
        kind=header.kind,
        severity=header.severity,
        outcome=header.outcome,
        rule=header.rule,
        policy=header.policy,
        subject=header.subject,
        client=header.client,
        region=header.region,
        agent=payload.agent,
        team=payload.team,
        body=payload.body,
    )
