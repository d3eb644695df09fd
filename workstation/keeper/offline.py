"""Judging codes while the store is away: agents who signed in here lately, each code once, all of it sealed."""

# SPDX-License-Identifier: Apache-2.0

import threading
from datetime import datetime, timedelta

import msgspec

from workstation.credentials.sealing import new_sealing_key, seal, unseal
from workstation.credentials.throttle import wait_after
from workstation.credentials.totp import match_step, new_secret
from workstation.errors import CredentialError, VaultError
from workstation.keeper.ports import CodeVerdict, Vault
from workstation.record.malformed import MALFORMED

REMEMBERED_FOR = timedelta(days=7)
CLOCK_TOLERANCE = timedelta(minutes=5)
KEY_NAME = "offline.key"
SEALED_NAME = "offline"


class Remembered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agent whom the store verified here at `verified_at`; `last_step` is the last code accepted anywhere known.

    `failures` counts wrong codes in a row while the store was away, the last of them at `failed_at`.
    """

    team: str
    secret: str
    verified_at: datetime
    last_step: int
    failures: int = 0
    failed_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Remembered(team={self.team!r}, verified_at={self.verified_at!r})"


class OfflineVerifier:
    """Verifies agents whom the store verified at this device within REMEMBERED_FOR. Safe to call from any thread."""

    def __init__(self, vault: Vault) -> None:
        """Open what is sealed in `vault`; raise CredentialError where it does not open."""
        self._vault = vault
        self._lock = threading.Lock()
        try:
            self._key = _key(vault)
            self._agents = _opened(self._key, vault.get(SEALED_NAME))
        except VaultError as error:
            raise _unkept() from error

    def remember(self, verdict: CodeVerdict, at: datetime) -> CodeVerdict:
        """Keep durably what the store said with an accepted code, and return it; CredentialError where that fails.

        A code that was used here while the store was away is "code_used": the store has not heard of it yet.
        """
        with self._lock:
            known = self._agents.get(verdict.agent)
            if known is not None and verdict.step <= known.last_step:
                return CodeVerdict(accepted=False, reason="code_used")
            fresh = Remembered(team=verdict.team, secret=verdict.secret, verified_at=at, last_step=verdict.step)
            self._keep({**self._agents, verdict.agent: fresh})
            return verdict

    def verify(self, agent: str, code: str, at: datetime) -> CodeVerdict:
        """Judge a code; an accepted one is durably used up first. Raise CredentialError where that fails.

        Beside the port's reasons, "not_signed_in_here" says that only the store can judge this agent now. After some
        wrong codes in a row the next is judged only after a wait (RFC 4226 §7.3): "locked_out".
        """
        with self._lock:
            known = self._agents.get(agent)
            step = match_step(known.secret if known else new_secret(), code, at)
            if known is None or not _fresh(known, at):
                return CodeVerdict(accepted=False, reason="not_signed_in_here")
            if known.failed_at is not None and at < known.failed_at + wait_after(known.failures):
                return CodeVerdict(accepted=False, reason="locked_out")
            if step is None:
                tried = msgspec.structs.replace(known, failures=known.failures + 1, failed_at=at)
                self._keep({**self._agents, agent: tried})
                return CodeVerdict(accepted=False, reason="wrong_code")
            if step <= known.last_step:
                return CodeVerdict(accepted=False, reason="code_used")
            used = msgspec.structs.replace(known, last_step=step, failures=0, failed_at=None)
            self._keep({**self._agents, agent: used})
            return CodeVerdict(accepted=True, reason="ok", agent=agent, team=known.team, step=step, judge="offline")

    def _keep(self, agents: dict[str, Remembered]) -> None:
        try:
            self._vault.put(SEALED_NAME, seal(self._key, SEALED_NAME, msgspec.msgpack.encode(agents)))
        except VaultError as error:
            raise _unkept() from error
        self._agents = agents


def _fresh(known: Remembered, at: datetime) -> bool:
    """Say whether the last online verification is recent; a clock wound back makes nobody fresh."""
    return -CLOCK_TOLERANCE <= at - known.verified_at <= REMEMBERED_FOR


def _key(vault: Vault) -> bytes:
    key = vault.get(KEY_NAME)
    if key is None:
        key = new_sealing_key()
        vault.put(KEY_NAME, key)
    return key


def _opened(key: bytes, sealed: bytes | None) -> dict[str, Remembered]:
    if sealed is None:
        return {}
    try:
        return msgspec.msgpack.decode(unseal(key, SEALED_NAME, sealed), type=dict[str, Remembered])
    except MALFORMED as error:
        raise CredentialError("what is sealed here of agents is damaged") from error


def _unkept() -> CredentialError:
    return CredentialError("the use of a code cannot be kept here", hint="Look at the disk under the keeper's vault.")
