"""The OpenID provider that this store asks who somebody is, sealed at rest: its client's secret is among it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, delete, select

from workstation.auditstore.onconflict import insert_or_update
from workstation.auditstore.ownrecord import OwnRecord
from workstation.auditstore.schema import Database, openid_provider
from workstation.credentials.identified import Claim
from workstation.credentials.openidanswers import URL_LIMIT
from workstation.credentials.sealing import seal, unseal
from workstation.errors import StoreError
from workstation.facts.body import WORDS_LIMIT, Body
from workstation.facts.kinds import Kind, Outcome, Severity

ABOUT = "openid provider\0"
AGE_LIMIT = 86_400
ONLY = 1
Word = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[\x21-\x7e]+\Z")]
Words = Annotated[tuple[Word, ...], Meta(max_length=16)]

if TYPE_CHECKING:  # a store that asks nobody, and each of its commands, loads it not
    from workstation.credentials.idtoken import Expected


class OpenidProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom the store asks, as which client, and what is enough.

    `secret` is "" for a public client. One of `acr` (authentication classes) and one of `amr` (methods, RFC 8176) have
    to be told where any is named. Nobody may have authenticated longer ago than `max_age_seconds`. `claim` is what
    tells accounts apart.
    """

    issuer: Annotated[str, Meta(min_length=1, max_length=URL_LIMIT)]
    client_id: Word
    secret: Annotated[str, Meta(max_length=512)] = ""
    acr: Words = ()
    amr: Words = ()
    claim: Claim = "sub"
    max_age_seconds: Annotated[int, Meta(ge=0, le=AGE_LIMIT)] = 300

    def __repr__(self) -> str:
        return f"OpenidProvider(issuer={self.issuer!r}, client_id={self.client_id!r})"

    def expected(self, nonce: str, at: datetime, *, anew: bool, says_nonce: bool = False) -> "Expected":
        """Return what a token has to say that was asked for at this moment; with `anew` they authenticate after it."""
        from workstation.credentials.idtoken import Expected  # noqa: PLC0415 - see above

        return Expected(
            issuer=self.issuer,
            client_id=self.client_id,
            nonce=nonce,
            asked=at,
            authenticated=at if anew else at - timedelta(seconds=self.max_age_seconds),
            acr=self.acr,
            amr=self.amr,
            claim=self.claim,
            says_nonce=says_nonce,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenidProviders:
    """At most one provider. Every method is one transaction, safe from any thread; `by` is whose command it was."""

    database: Database
    sealing_key: bytes
    own_record: OwnRecord

    def get(self) -> OpenidProvider | None:
        """Return the provider, None where there is none; raise CredentialError where what is sealed does not open."""
        with self.database.reads.begin() as db:
            sealed = db.scalar(select(openid_provider.c.sealed))
        if sealed is None:
            return None
        return msgspec.msgpack.decode(unseal(self.sealing_key, ABOUT, sealed), type=OpenidProvider)

    def put(self, provider: OpenidProvider, by: str) -> None:
        """Ask this provider from now on, and no other."""
        row = {"sealed": seal(self.sealing_key, ABOUT, msgspec.msgpack.encode(provider))}
        self._write(
            Kind.OPENID_PROVIDER_SET,
            {"by": by, "issuer": provider.issuer[:WORDS_LIMIT]},
            lambda db: insert_or_update(db, openid_provider, {"number": ONLY}, row),
        )

    def remove(self, by: str) -> None:
        """Ask nobody any more; raise StoreError where nobody was asked."""

        def gone(db: Connection) -> None:
            if db.execute(delete(openid_provider)).rowcount != 1:
                raise StoreError("no OpenID provider is set here", hint="`deskwarden store openid set` sets one.")

        self._write(Kind.OPENID_PROVIDER_REMOVED, {"by": by}, gone)

    def _write(self, kind: Kind, details: dict[str, str | int], do: Callable[[Connection], object]) -> None:
        with self.database.writes.begin() as db:
            do(db)
            body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
            self.own_record.write(db, body)
