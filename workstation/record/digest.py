"""Violations that people are told of as one count."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

import msgspec

from workstation.record.feeditem import FeedItem


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came in of one rule's violations in one team while one window was open.

    `agents` is how many signed-in agents they are of, `first` and `last` are when they happened; `store_seq` is the
    number of the last one that came in.
    """

    store_seq: int
    rule: str
    team: str
    count: int
    agents: int
    first: datetime
    last: datetime


Told = FeedItem | Digest


def digest_of(items: list[FeedItem]) -> Digest:
    """Return the count of these entries of one rule and team; there is at least one."""
    return Digest(
        store_seq=max(item.store_seq for item in items),
        rule=items[0].rule,
        team=items[0].team,
        count=len(items),
        agents=len({item.agent for item in items if item.agent}),
        first=min(item.at for item in items),
        last=max(item.at for item in items),
    )
