"""A reader of the record, and of what the feed tells them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Connection, select

from workstation.auditstore.schema import readers
from workstation.policy.rules import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads. `team` is the only one whose violations they are told of, "" for all; it hides no entry."""

    name: str
    role: Group = "supervisors"
    team: str = ""

    def hears(self, whom: Collection[Group], team: str) -> bool:
        """Say whether they are one of `whom` for `team`; what is of no team is everybody's."""
        return self.role in whom and (not self.team or not team or self.team == team)


def find_readers(db: Connection, *which: ColumnElement[bool]) -> tuple[Reader, ...]:
    """Return everybody who may read, or those of these conditions."""
    rows = db.execute(select(readers.c.name, readers.c.role, readers.c.team).where(*which)).all()
    return tuple(Reader(name=name, role=cast("Group", role), team=team) for name, role, team in rows)
