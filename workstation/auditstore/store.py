"""The audit store, wired: its parts over one folder."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL

from workstation.auditstore.access import Access
from workstation.auditstore.address import ADDRESS, address_of, without_password
from workstation.auditstore.agents import Agents
from workstation.auditstore.approvals import Approvals
from workstation.auditstore.bell import Bell
from workstation.auditstore.credentialchanges import CredentialChanges
from workstation.auditstore.directives import Directives
from workstation.auditstore.directory import Directory
from workstation.auditstore.ending import INACTIVE_AFTER
from workstation.auditstore.glasscodes import GlassCodes
from workstation.auditstore.identity import KEYS, Identity, open_identity, write_private
from workstation.auditstore.ingest import Ingest
from workstation.auditstore.keylines import KeyLines
from workstation.auditstore.notices import Notices
from workstation.auditstore.notifying import Notifying
from workstation.auditstore.openidasking import OpenidAsking
from workstation.auditstore.openidbrowser import OpenidBrowser
from workstation.auditstore.openidlinks import OpenidLinks
from workstation.auditstore.openidlogouts import OpenidLogouts
from workstation.auditstore.openidprovider import OpenidProviders
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidstarts import OpenidStarts
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.passwordchanges import PasswordChanges
from workstation.auditstore.passwords import Passwords
from workstation.auditstore.policies import NAMES, PublishedPolicies
from workstation.auditstore.recoveries import Recoveries
from workstation.auditstore.schema import FILE, Database
from workstation.auditstore.securitykeys import SecurityKeys
from workstation.auditstore.sessionends import SessionEnds
from workstation.auditstore.sessions import Sessions
from workstation.auditstore.tellings import PublishedTellings
from workstation.auditstore.turns import Turns
from workstation.auditstore.vouches import Vouches
from workstation.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStore:
    """Every part of the store; commands use the same parts beside the running server."""

    identity: Identity
    database: Database
    directory: Directory
    key_lines: KeyLines
    agents: Agents
    passwords: Passwords
    credential_changes: CredentialChanges
    password_changes: PasswordChanges
    sessions: Sessions
    session_ends: SessionEnds
    turns: Turns
    recoveries: Recoveries
    security_keys: SecurityKeys
    openid_providers: OpenidProviders
    openid_links: OpenidLinks
    openid_published: OpenidPublished
    openid_asking: OpenidAsking
    openid_browser: OpenidBrowser
    openid_logouts: OpenidLogouts
    access: Access
    glass_codes: GlassCodes
    vouches: Vouches
    ingest: Ingest
    notices: Notices
    policies: PublishedPolicies
    directives: Directives
    approvals: Approvals
    notifying: Notifying
    bell: Bell


def now() -> datetime:
    """Return the store's time."""
    return datetime.now(UTC)


def open_store(
    folder: Path, clock: Callable[[], datetime] = now, inactive_after: timedelta = INACTIVE_AFTER
) -> AuditStore:
    """Open the store in `folder`, made there first where there is none; raise StoreError.

    Who has not signed in for `inactive_after` does not until their access is restored.
    """
    identity, database = open_record(folder)
    bell = Bell()
    policies = PublishedPolicies(folder / NAMES)
    own_record = OwnRecord(database=database, identity=identity, clock=clock)
    recoveries = Recoveries(database=database, sealing_key=identity.sealing_key)
    passwords = Passwords(database=database, sealing_key=identity.sealing_key)
    security_keys = SecurityKeys(database=database, own_record=own_record, clock=clock)
    openid_links = OpenidLinks(database=database)
    openid_providers = OpenidProviders(database=database, sealing_key=identity.sealing_key, own_record=own_record)
    directives = Directives(database=database, policies=policies, clock=clock)
    access = Access(database=database, own_record=own_record, directives=directives, clock=clock)
    openid_published, openid_starts = OpenidPublished(time.monotonic), OpenidStarts(time.monotonic)
    glass_codes = GlassCodes(
        database=database,
        own_record=own_record,
        sealing_key=identity.sealing_key,
        clock=clock,
        inactive_after=inactive_after,
    )
    agents = Agents(
        database=database,
        sealing_key=identity.sealing_key,
        passwords=passwords,
        recoveries=recoveries,
        security_keys=security_keys,
        openid_links=openid_links,
        clock=clock,
        inactive_after=inactive_after,
    )
    credential_changes = CredentialChanges(database=database, own_record=own_record, directives=directives, clock=clock)
    return AuditStore(
        identity=identity,
        database=database,
        directory=Directory(database=database, identity=identity, policies=policies, clock=clock),
        key_lines=KeyLines(database=database, own_record=own_record),
        agents=agents,
        passwords=passwords,
        credential_changes=credential_changes,
        password_changes=PasswordChanges(agents=agents, passwords=passwords, changes=credential_changes),
        sessions=Sessions(database=database, clock=clock),
        session_ends=SessionEnds(agents=agents, changes=credential_changes),
        turns=Turns(),
        recoveries=recoveries,
        security_keys=security_keys,
        openid_providers=openid_providers,
        openid_links=openid_links,
        openid_published=openid_published,
        openid_asking=OpenidAsking(openid_providers, openid_published, openid_starts, clock, time.monotonic),
        openid_browser=OpenidBrowser(openid_providers, openid_published, openid_starts, clock, time.monotonic),
        openid_logouts=OpenidLogouts(
            database=database,
            providers=openid_providers,
            published=openid_published,
            access=access,
            clock=clock,
        ),
        access=access,
        glass_codes=glass_codes,
        vouches=Vouches(
            database=database,
            own_record=own_record,
            directives=directives,
            clock=clock,
            ring=bell.ring,
            inactive_after=inactive_after,
        ),
        ingest=Ingest(
            database=database,
            identity=identity,
            own_record=own_record,
            glass_codes=glass_codes,
            clock=clock,
            ring=bell.ring,
        ),
        notices=Notices(database=database, own_record=own_record, clock=clock, ring=bell.ring),
        policies=policies,
        directives=directives,
        approvals=Approvals(database=database, own_record=own_record, directives=directives, clock=clock),
        notifying=Notifying(database=database, tellings=PublishedTellings(policies), clock=clock),
        bell=bell,
    )


def open_record(folder: Path, url: URL | None = None, *, anew: bool = False) -> tuple[Identity, Database]:
    """Open keys and record of the store in `folder`, which belong together: neither goes on with another's.

    The record is in the database at `url`, or where none is given in the one that the folder says. Where there are
    keys it is empty only if it begins `anew`. Raise StoreError.
    """
    with ExitStack() as opened:
        # A record that is elsewhere is looked at before keys are made, for it may have had some.
        where, here = url or address_of(folder), folder / FILE
        if where and here.exists():
            raise StoreError(
                "the record of this store is in its folder, and a second one elsewhere is none",
                hint=f"`deskwarden store database move` moves it; or move {here}* away.",
            )
        elsewhere = opened.enter_context(closing(Database(folder, where))) if where else None
        owner = elsewhere.owner() if elsewhere else ""
        if elsewhere and not anew and (folder / KEYS).exists() and elsewhere.is_empty():
            raise StoreError(
                "this store has keys, and the database has no record",
                hint="Restore it there first, or begin an empty one (`deskwarden store database set --anew`).",
            )
        identity = open_identity(folder, owner)
        database = elsewhere or opened.enter_context(closing(Database(folder)))
        database.claim(identity.store_id)
        if where and not (folder / ADDRESS).exists():
            # Said by the environment: a command without it shall find this database or none.
            write_private(folder / ADDRESS, without_password(where).encode())
        opened.pop_all()
    return identity, database
