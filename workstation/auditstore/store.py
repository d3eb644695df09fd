"""The audit store, wired: its parts over one folder."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workstation.auditstore.agents import Agents
from workstation.auditstore.bell import Bell
from workstation.auditstore.directives import Directives
from workstation.auditstore.directory import Directory
from workstation.auditstore.identity import Identity, open_identity
from workstation.auditstore.ingest import Ingest
from workstation.auditstore.notices import Notices
from workstation.auditstore.notifying import Notifying
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.policies import NAMES, PublishedPolicies
from workstation.auditstore.schema import Database
from workstation.auditstore.tellings import PublishedTellings


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStore:
    """Every part of the store; commands use the same parts beside the running server."""

    identity: Identity
    database: Database
    directory: Directory
    agents: Agents
    ingest: Ingest
    notices: Notices
    policies: PublishedPolicies
    directives: Directives
    notifying: Notifying
    bell: Bell


def now() -> datetime:
    """Return the store's time."""
    return datetime.now(UTC)


def open_store(folder: Path, clock: Callable[[], datetime] = now) -> AuditStore:
    """Open the store in `folder`, made there first where there is none; raise StoreError."""
    identity = open_identity(folder)
    database = Database(folder)
    bell = Bell()
    policies = PublishedPolicies(folder / NAMES)
    own_record = OwnRecord(database=database, identity=identity, clock=clock)
    return AuditStore(
        identity=identity,
        database=database,
        directory=Directory(database=database, identity=identity, policies=policies, clock=clock),
        agents=Agents(database=database, sealing_key=identity.sealing_key, clock=clock),
        ingest=Ingest(database=database, identity=identity, own_record=own_record, clock=clock, ring=bell.ring),
        notices=Notices(database=database, own_record=own_record, clock=clock, ring=bell.ring),
        policies=policies,
        directives=Directives(database=database, policies=policies, clock=clock),
        notifying=Notifying(database=database, tellings=PublishedTellings(policies), clock=clock),
        bell=bell,
    )
