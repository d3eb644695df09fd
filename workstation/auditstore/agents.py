"""Agents: who may sign in, and the judging of what they offer; each code is accepted once over all seats."""

# SPDX-License-Identifier: Apache-2.0

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from workstation.auditstore.ending import INACTIVE_AFTER, has_ended
from workstation.auditstore.instants import to_us
from workstation.auditstore.openidlinks import OpenidLinks
from workstation.auditstore.openidsessions import note_session
from workstation.auditstore.ownrecord import nothing
from workstation.auditstore.passwords import Passwords
from workstation.auditstore.recoveries import Recoveries
from workstation.auditstore.schema import Database, agents
from workstation.auditstore.securitykeys import SecurityKeys
from workstation.auditstore.tries import count_failure, forget_failures, must_wait
from workstation.credentials.identified import Identified
from workstation.credentials.sealing import seal, unseal
from workstation.credentials.totp import match_step, new_secret
from workstation.errors import StoreError
from workstation.facts.keyanswer import KeyAnswer
from workstation.record.exchange import CodeJudged

NEVER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """The store's agents, their secrets sealed at rest. Safe from any thread."""

    database: Database
    sealing_key: bytes
    passwords: Passwords
    recoveries: Recoveries
    security_keys: SecurityKeys
    openid_links: OpenidLinks
    clock: Callable[[], datetime]
    inactive_after: timedelta = INACTIVE_AFTER

    def add(self, name: str, team: str) -> str:
        """Return the new agent's secret, to be shown once; raise StoreError where the name is taken."""
        secret = new_secret()
        row = {
            "name": name,
            "team": team,
            "sealed_secret": self._seal(name, secret),
            "last_step": NEVER,
            "active_us": to_us(self.clock()),
        }
        try:
            with self.database.writes.begin() as db:
                db.execute(insert(agents).values(row))
        except IntegrityError as error:
            raise StoreError("an agent of this name exists already", hint="Names are unique at a store.") from error
        return secret

    def renew(self, name: str, also: Callable[[Connection], None] = nothing) -> str:
        """Return another secret of the agent's, to be shown once; no code of the one before counts any more.

        `also` is done with it. Raise StoreError for an unknown agent.
        """
        secret = new_secret()
        with self.database.writes.begin() as db:
            renewed = update(agents).where(agents.c.name == name)
            sealed = {"sealed_secret": self._seal(name, secret), "last_step": NEVER}
            if db.execute(renewed.values(sealed)).rowcount != 1:
                raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
            also(db)
        return secret

    def confirm(self, name: str, also: Callable[[Connection], None] = nothing) -> None:
        """Judge this agent's next code at once: their identity was confirmed; raise StoreError for an unknown one.

        `also` is done with it.
        """
        with self.database.writes.begin() as db:
            if db.execute(select(agents.c.name).where(agents.c.name == name)).one_or_none() is None:
                raise StoreError("no agent has this name here", hint="Names are written as in `deskwarden agent add`.")
            for who in self._pseudonyms(name):
                forget_failures(db, who)
            also(db)

    def judge(self, name: str, code: str, password: str | None = None, key: KeyAnswer | None = None) -> CodeJudged:
        """Accept a code once; after FREE_TRIES wrong ones in a row even the right one only after a wait.

        One transaction each, so that guesses at many seats at once count one by one. An unknown agent costs the same
        work, waits alike, and is a wrong code. Where a password is asked for, both must be right: whatever else is a
        wrong code, after the same work, and no answer tells which was wrong. A code is used up by what is accepted.
        A recovery code counts in place of the other, once. That somebody's access has ended is told to who is right.
        What a security key answered counts in place of the code, once, and what is wrong with it is a wrong code.

        What was tried with a password counts by itself as well, and only a right password makes that begin anew: codes
        that are accepted elsewhere give nobody more guesses.
        """

        def judged(db: Connection, at: datetime, phc: str | None) -> CodeJudged:
            return self._judged_key(db, name, key, at, phc) if key else self._judged(db, name, code, at, phc)

        return self._tried(name, password, judged)

    def judge_unnamed(self, device: str, key: KeyAnswer, password: str | None = None) -> CodeJudged:
        """Judge what a security key answered where nobody was named: whose key it is, and then as `judge` does.

        What proves nobody is a wrong code, after the work of a password where one is asked for, and counts for the
        device: no stranger's key makes an agent wait. After some of those in a row the device's next is judged only
        after a wait, "name_wanted"; by name it is judged at once. From a right answer on it is a try of whose key it
        is.
        """
        who = hmac.digest(self.sealing_key, b"deskwarden tries v1 device\0" + device.encode(), "sha256")
        with self.database.writes.begin() as db:
            at = self.clock()
            if must_wait(db, [who], at):
                return CodeJudged(accepted=False, reason="name_wanted")
            name = self.security_keys.holder(db, key, at)
            if not name:
                count_failure(db, who, at)
        judged = self.judge(name, "", password, key) if name else self._nobody(password)
        if judged.accepted:
            with self.database.writes.begin() as db:
                forget_failures(db, who)
        return judged

    def _nobody(self, password: str | None) -> CodeJudged:
        """Refuse after the work that a password takes."""
        if password is not None:
            self.passwords.matched("", password)
        return CodeJudged(accepted=False, reason="wrong_code")

    def judge_vouched(self, name: str, password: str, use: Callable[[Connection], bool]) -> CodeJudged:
        """Judge a password beside a supervisor's word, which `use` uses up; guesses count as those beside a code."""

        def judged(db: Connection, at: datetime, phc: str | None) -> CodeJudged:
            known = db.execute(select(agents).where(agents.c.name == name)).one_or_none()
            if known is None or not phc:
                return CodeJudged(accepted=False, reason="wrong_code")
            if self._has_ended(known, at):
                return CodeJudged(accepted=False, reason="access_ended")
            if not use(db):
                return CodeJudged(accepted=False, reason="too_late")
            db.execute(update(agents).where(agents.c.name == name).values(active_us=to_us(at)))
            return CodeJudged(accepted=True, reason="ok", agent=name, team=known.team)

        return self._tried(name, password, judged)

    def is_over(self, db: Connection, name: str) -> bool:
        """Say whether the agent's access has ended."""
        return self._has_ended(db.execute(select(agents).where(agents.c.name == name)).one(), self.clock())

    def _has_ended(self, known: Row[tuple[object, ...]], at: datetime) -> bool:
        return has_ended(
            revoked_us=known.revoked_us, active_us=known.active_us, at=at, inactive_after=self.inactive_after
        )

    def _tried(
        self, name: str, password: str | None, judge: Callable[[Connection, datetime, str | None], CodeJudged]
    ) -> CodeJudged:
        """Judge in one transaction, and count it.

        `judge` is told what the right password is kept as, "" for a wrong one, None where none is asked for.
        """
        whos = self._pseudonyms(name) if password is not None else self._pseudonyms(name)[:1]
        if password is not None and self._must_wait(whos):
            return CodeJudged(accepted=False, reason="locked_out")
        phc = None if password is None else self.passwords.matched(name, password)
        with self.database.writes.begin() as db:
            at = self.clock()
            if must_wait(db, whos, at):
                return CodeJudged(accepted=False, reason="locked_out")
            if phc is not None and not self.passwords.is_newest(db, name, phc):
                phc = ""
            judged = judge(db, at, phc)
            for who in whos:
                if judged.accepted:
                    forget_failures(db, who)
                elif judged.reason == "wrong_code":
                    count_failure(db, who, at)
            return judged

    def judge_identified(self, wanted: str, whom: Identified, password: str | None = None) -> CodeJudged:
        """Judge whom an OpenID provider identified, as `judge` does a code: `wanted` has to be there, "" for anybody.

        An account that is nobody's, somebody else than was wanted, and a wrong password beside it are all
        "openid_refused"; it counts as a wrong try of who was wanted, or whose account it is.
        """
        with self.database.reads.begin() as db:
            agent = self.openid_links.agent_of(db, whom)
        name = wanted or agent
        whos = self._pseudonyms(name) if password is not None else self._pseudonyms(name)[:1]
        if self._must_wait(whos):
            return CodeJudged(accepted=False, reason="locked_out")
        phc = None if password is None else self.passwords.matched(name, password)
        with self.database.writes.begin() as db:
            at = self.clock()
            if must_wait(db, whos, at):
                return CodeJudged(accepted=False, reason="locked_out")
            is_right = agent == name and self.openid_links.agent_of(db, whom) == agent != ""
            if not is_right or (phc is not None and not (phc and self.passwords.is_newest(db, name, phc))):
                for who in whos if name else ():
                    count_failure(db, who, at)
                return CodeJudged(accepted=False, reason="openid_refused")
            judged = self._known(db, name, at, phc)
            for who in whos if judged.accepted else ():
                forget_failures(db, who)
            if not judged.accepted:
                return judged
            note_session(db, whom, name, at)
            return replace(judged, openid=whom.mark)

    def _must_wait(self, whos: Sequence[bytes]) -> bool:
        with self.database.reads.begin() as db:
            return must_wait(db, whos, self.clock())

    def _judged(self, db: Connection, name: str, code: str, at: datetime, phc: str | None) -> CodeJudged:
        """Judge a code; `phc` is what the right password is kept as, "" for a wrong one, None for none asked for."""
        known = db.execute(select(agents).where(agents.c.name == name)).one_or_none()
        sealed = known.sealed_secret if known else self._seal(name, new_secret())
        secret = unseal(self.sealing_key, name, sealed).decode()
        step = match_step(secret, code, at)
        is_recovery = self.recoveries.has(db, name, code)
        is_used = known is not None and step is not None and step <= known.last_step
        if known is None or phc == "" or (step is None and not is_recovery) or (is_used and phc):
            return CodeJudged(accepted=False, reason="wrong_code")
        if self._has_ended(known, at):
            return CodeJudged(accepted=False, reason="access_ended")
        accepted = CodeJudged(accepted=True, reason="ok", agent=name, team=known.team, password_hash=phc or "")
        if is_recovery:
            db.execute(update(agents).where(agents.c.name == name).values(active_us=to_us(at)))
            return replace(accepted, recovery_left=self.recoveries.use(db, name, code))
        if step is None or not _use(db, name, step, at):
            return CodeJudged(accepted=False, reason="code_used")
        return replace(accepted, secret=secret, step=step)

    def _judged_key(self, db: Connection, name: str, key: KeyAnswer, at: datetime, phc: str | None) -> CodeJudged:
        """Judge what a security key answered; `phc` as for a code."""
        proved = self.security_keys.proved(db, name, key, at)
        if phc == "" or proved is None:
            return CodeJudged(accepted=False, reason="wrong_code")
        judged = self._known(db, name, at, phc)
        if not judged.accepted:
            return judged
        self.security_keys.use(db, proved, key, at)
        return replace(judged, key=proved)

    def _known(self, db: Connection, name: str, at: datetime, phc: str | None) -> CodeJudged:
        """Accept an agent who proved themself without a code, unless their access has ended."""
        known = db.execute(select(agents).where(agents.c.name == name)).one()
        if self._has_ended(known, at):
            return CodeJudged(accepted=False, reason="access_ended")
        db.execute(update(agents).where(agents.c.name == name).values(active_us=to_us(at)))
        return CodeJudged(
            accepted=True,
            reason="ok",
            agent=name,
            team=known.team,
            secret=unseal(self.sealing_key, name, known.sealed_secret).decode(),
            step=known.last_step,
            password_hash=phc or "",
        )

    def _pseudonyms(self, name: str) -> tuple[bytes, bytes]:
        """Return under what tries of this name are counted, and those with a password."""
        kinds = (b"deskwarden tries v1\0", b"deskwarden tries v1 password\0")
        code, password = (hmac.digest(self.sealing_key, kind + name.encode(), "sha256") for kind in kinds)
        return code, password

    def _seal(self, name: str, secret: str) -> bytes:
        return seal(self.sealing_key, name, secret.encode())


def _use(db: Connection, name: str, step: int, at: datetime) -> bool:
    newer = update(agents).where(agents.c.name == name, agents.c.last_step < step)
    return db.execute(newer.values(last_step=step, active_us=to_us(at))).rowcount == 1
