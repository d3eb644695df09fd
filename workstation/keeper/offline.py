"""Judging factors while the store is away: agents who signed in here lately, each code once, all of it sealed."""

# SPDX-License-Identifier: Apache-2.0

import threading
from datetime import datetime, timedelta
from typing import TypeGuard

import msgspec

from workstation.credentials.sealing import new_sealing_key, seal, unseal
from workstation.credentials.throttle import wait_after
from workstation.credentials.totp import match_step, new_secret
from workstation.errors import CredentialError, SecurityKeyError, VaultError
from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.keeper.passwordcheck import CheckPassword
from workstation.keeper.ports import CodeVerdict, Vault
from workstation.record.malformed import MALFORMED

REMEMBERED_FOR = timedelta(days=7)
CLOCK_TOLERANCE = timedelta(minutes=5)
KEY_NAME = "offline.key"
SEALED_NAME = "offline"


class Remembered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """An agent whom the store verified here at `verified_at`; `last_step` is the last code accepted anywhere known.

    `failures` counts wrong tries in a row while the store was away, the last of them at `failed_at`;
    `password_failures` those with a password, which a code alone does not make begin anew. `password_hash` is what the
    password is kept as that the store took last at this device, at `password_at`; `security_key` is the key that the
    store took last at this device, at `key_at`, or as it answered here since.
    """

    team: str
    secret: str
    verified_at: datetime
    last_step: int
    failures: int = 0
    failed_at: datetime | None = None
    password_hash: str = ""
    password_at: datetime | None = None
    password_failures: int = 0
    security_key: SecurityKey | None = None
    key_at: datetime | None = None

    def is_judged_here(self, at: datetime, *, asked: bool, by_key: bool) -> bool:
        """Say whether the store verified this agent lately, by the password as well where one is `asked` for.

        `by_key` says that a key answers: by a key as well, then.
        """
        by_all = (not asked or _fresh(self.password_at, at)) and (not by_key or _fresh(self.key_at, at))
        return _fresh(self.verified_at, at) and by_all

    def must_wait(self, at: datetime, *, asked: bool) -> bool:
        """Say whether nothing is to be judged yet; `asked` where a password is."""
        failures = max(self.failures, self.password_failures) if asked else self.failures
        return self.failed_at is not None and at < self.failed_at + wait_after(failures)

    def failed(self, at: datetime, *, asked: bool) -> "Remembered":
        """Return this with a wrong try more."""
        guesses = self.password_failures + asked
        return msgspec.structs.replace(self, failures=self.failures + 1, password_failures=guesses, failed_at=at)

    def __repr__(self) -> str:
        return f"Remembered(team={self.team!r}, verified_at={self.verified_at!r})"


class OfflineVerifier:
    """Verifies agents whom the store verified at this device within REMEMBERED_FOR. Safe to call from any thread."""

    def __init__(self, vault: Vault, is_password: CheckPassword) -> None:
        """Open what is sealed in `vault`; raise CredentialError where it does not open."""
        self._vault = vault
        self._is_password = is_password
        self._lock = threading.Lock()
        self._forgettings: dict[str, int] = {}
        try:
            self._key = _key(vault)
            self._agents = _opened(self._key, vault.get(SEALED_NAME))
        except VaultError as error:
            raise _unkept() from error

    def forgotten(self) -> dict[str, int]:
        """Return how often each agent was forgotten since the keeper started, of those who were."""
        with self._lock:
            return dict(self._forgettings)

    def remember(self, verdict: CodeVerdict, at: datetime, forgettings: int = 0) -> CodeVerdict:
        """Keep durably what the store said with an accepted code, and return it; CredentialError where that fails.

        A code that was used here while the store was away is "code_used", beside a password "wrong_code": the store has
        not heard of it yet. Codes of another secret than the store's were other codes. Who was forgotten since that was
        asked, before the store was, is "too_late".
        """
        with self._lock:
            if self._forgettings.get(verdict.agent, 0) != forgettings:
                return CodeVerdict(accepted=False, reason="too_late")
            known = self._agents.get(verdict.agent)
            if known is not None and _is_used(known, verdict):
                return CodeVerdict(accepted=False, reason=_used_reason(verdict))
            fresh = Remembered(
                team=verdict.team,
                secret=verdict.secret,
                verified_at=at,
                last_step=max(verdict.step, known.last_step) if _is_same_secret(known, verdict) else verdict.step,
                security_key=verdict.key or (known.security_key if known else None),
                key_at=at if verdict.key else (known.key_at if known else None),
                password_hash=verdict.password_hash or (known.password_hash if known else ""),
                password_at=at if verdict.password_hash else (known.password_at if known else None),
                password_failures=known.password_failures if known and not verdict.password_hash else 0,
                failed_at=known.failed_at if known and not verdict.password_hash else None,
            )
            self._keep({**self._agents, verdict.agent: fresh})
            return verdict

    def verify(
        self, agent: str, code: str, at: datetime, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Judge a code, and the password where one is asked for; an accepted code is durably used up first.

        Raise CredentialError where that fails. Beside the port's reasons, "not_signed_in_here" says that only the store
        can judge this agent now. After some wrong tries in a row the next is judged only after a wait (RFC 4226 §7.3):
        "locked_out". A password is checked whether the code is right or not, and no answer tells which was wrong.
        What a security key answered is judged in place of the code, where the store took that key here. Where no agent
        is named it is whoever's key that is; what proves nobody here is "not_signed_in_here", whatever is wrong with
        it, and counts against nobody: there is nothing to guess.
        """
        if key is None:
            return self._verify_code(agent, code, at, password)
        whose = agent or self.holder(key)
        if not whose:
            return CodeVerdict(accepted=False, reason="not_signed_in_here")
        return self._verify_key(whose, key, at, password)

    def holder(self, key: KeyAnswer) -> str:
        """Return whose key gave this answer, of those whom the store took a key of here; "" where that is nobody."""
        with self._lock:
            agents = self._agents
        found = [name for name, known in agents.items() if _proved(known.security_key, key)]
        return found[0] if len(found) == 1 else ""

    def _verify_code(self, agent: str, code: str, at: datetime, password: str | None) -> CodeVerdict:
        asked = password is not None
        with self._lock:
            known = self._agents.get(agent)
            step = match_step(known.secret if known else new_secret(), code, at)
        if known is None or not known.is_judged_here(at, asked=asked, by_key=False):
            return CodeVerdict(accepted=False, reason="not_signed_in_here")
        if known.must_wait(at, asked=asked):
            return CodeVerdict(accepted=False, reason="locked_out")
        # Others do not wait while a password is checked: who is forgotten meanwhile is so at once.
        is_right = password is None or self._is_password(password, known.password_hash)
        with self._lock:
            if self._agents.get(agent) != known:
                return CodeVerdict(accepted=False, reason="too_late")
            is_used = step is not None and step <= known.last_step
            if step is None or not is_right or (asked and is_used):
                self._keep({**self._agents, agent: known.failed(at, asked=asked)})
                return CodeVerdict(accepted=False, reason="wrong_code")
            if is_used:
                return CodeVerdict(accepted=False, reason="code_used")
            guesses = 0 if asked else known.password_failures
            used = msgspec.structs.replace(known, last_step=step, failures=0, password_failures=guesses)
            self._keep({**self._agents, agent: used})
            return CodeVerdict(accepted=True, reason="ok", agent=agent, team=known.team, step=step, judge="offline")

    def _verify_key(self, agent: str, key: KeyAnswer, at: datetime, password: str | None) -> CodeVerdict:
        """Judge what a key answered as `verify` does a code; its challenge was made here, for this answer alone."""
        asked = password is not None
        with self._lock:
            known = self._agents.get(agent)
        if known is None or not known.is_judged_here(at, asked=asked, by_key=True):
            return CodeVerdict(accepted=False, reason="not_signed_in_here")
        if known.must_wait(at, asked=asked):
            return CodeVerdict(accepted=False, reason="locked_out")
        proved = _proved(known.security_key, key)
        is_right = password is None or self._is_password(password, known.password_hash)
        with self._lock:
            if self._agents.get(agent) != known:
                return CodeVerdict(accepted=False, reason="too_late")
            if proved is None or not is_right:
                self._keep({**self._agents, agent: known.failed(at, asked=asked)})
                return CodeVerdict(accepted=False, reason="wrong_code")
            guesses = 0 if asked else known.password_failures
            used = msgspec.structs.replace(known, security_key=proved, failures=0, password_failures=guesses)
            self._keep({**self._agents, agent: used})
            return CodeVerdict(accepted=True, reason="ok", agent=agent, team=known.team, key=proved, judge="offline")

    def forget(self, agent: str) -> None:
        """Verify this agent no more, for good; raise CredentialError where that holds until a restart only."""
        with self._lock:
            self._forgettings[agent] = self._forgettings.get(agent, 0) + 1
            if agent in self._agents:
                self._agents = {name: known for name, known in self._agents.items() if name != agent}
                self._keep(self._agents)

    def _keep(self, agents: dict[str, Remembered]) -> None:
        try:
            self._vault.put(SEALED_NAME, seal(self._key, SEALED_NAME, msgspec.msgpack.encode(agents)))
        except VaultError as error:
            raise _unkept() from error
        self._agents = agents


def _is_used(known: Remembered, verdict: CodeVerdict) -> bool:
    """Say whether what the store accepted was used here while the store was away; no account is judged here."""
    if verdict.openid:
        return False
    if verdict.key is None:
        return _is_same_secret(known, verdict) and verdict.step <= known.last_step
    kept = known.security_key
    is_same = kept is not None and kept.credential_id == verdict.key.credential_id
    return kept is not None and is_same and bool(kept.counter) and verdict.key.counter <= kept.counter


def _is_same_secret(known: Remembered | None, verdict: CodeVerdict) -> TypeGuard[Remembered]:
    """Say whether the store judged by the secret that is kept here; another one's codes were never judged here."""
    return known is not None and known.secret == verdict.secret


def _used_reason(verdict: CodeVerdict) -> str:
    return "wrong_code" if verdict.password_hash or verdict.key else "code_used"


def _proved(kept: SecurityKey | None, answer: KeyAnswer) -> SecurityKey | None:
    """Return the key as it is once this answer of its is used, None where this is none."""
    from workstation.credentials.securitykey import asserted  # noqa: PLC0415 - a keeper without keys never loads it

    try:
        return asserted(kept, answer.challenge.bound, answer.assertion) if kept else None
    except SecurityKeyError:
        return None


def _fresh(verified_at: datetime | None, at: datetime) -> bool:
    """Say whether the last online verification is recent; a clock wound back makes nobody fresh."""
    return verified_at is not None and -CLOCK_TOLERANCE <= at - verified_at <= REMEMBERED_FOR


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
