"""What an OpenID provider says by itself: that a session there is over, and so is the trust in who came by it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from workstation.auditstore.access import Access
from workstation.auditstore.instants import to_us
from workstation.auditstore.onconflict import is_inserted
from workstation.auditstore.openidprovider import OpenidProviders
from workstation.auditstore.openidpublished import OpenidPublished
from workstation.auditstore.openidsessions import agents_of
from workstation.auditstore.schema import Database, openid_logouts
from workstation.errors import OpenidError

PATH = "/openid/back-channel-logout"
REMEMBERED_FOR = timedelta(minutes=10)
"""Longer than a token counts, however clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenidLogouts:
    """Hears each token once. Safe from any thread; blocks for up to three answers of the provider."""

    database: Database
    providers: OpenidProviders
    published: OpenidPublished
    access: Access
    clock: Callable[[], datetime]

    def heard(self, token: str) -> tuple[str, ...]:
        """Lock wherever those are signed in whose session this token ends, and return who that is: often nobody.

        Raise OpenidError for what is no logout token of the provider that is set here, or was heard before.
        """
        from workstation.credentials.logouttoken import ended  # noqa: PLC0415 - a store that asks nobody loads it not

        provider = self.providers.get()
        if provider is None:
            raise OpenidError("unset")
        where, at = self.published.find(provider), self.clock()
        told = self.published.judged(where, lambda keys: ended(token, keys, provider.issuer, provider.client_id, at))
        with self.database.writes.begin() as db:
            db.execute(delete(openid_logouts).where(openid_logouts.c.heard_us <= to_us(at - REMEMBERED_FOR)))
            if not is_inserted(db, openid_logouts, {"token_id": told.token_id, "heard_us": to_us(at)}):
                raise OpenidError("replayed")
            agents = agents_of(db, told.issuer, told.subject, told.session)
            for name in agents:
                self.access.lock_logged_out(db, name, told.issuer)
        if agents:
            self.access.directives.bell.ring()
        return agents
