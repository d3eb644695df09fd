"""Where the keeper's policy comes from: the audit store's published one, proved by a process of its own."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from workstation.errors import PolicyError, VaultError
from workstation.keeper.enrolment import Enrolment
from workstation.keeper.ports import Vault
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.packs import shipped_pack
from workstation.policy.age import is_too_old, strictest
from workstation.policy.fetching import FetchAnswer, PolicyAway, PolicyFetched, PolicyRefused, PolicyWanted
from workstation.policy.load import parse_policy
from workstation.policy.rules import Policy
from workstation.record.malformed import MALFORMED

FOLDER = "policies"
LAST_GOOD = Path("targets", "policy.toml")
CONFIRMED = "policy-confirmed"
FETCH = (sys.executable, "-m", "workstation", "fetch-policy")
FETCHED_WITHIN = 60.0
AGAIN_AFTER = {PolicyFetched: 3600.0, PolicyRefused: 300.0, PolicyAway: 30.0}
JITTER = (0.8, 1.2)
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class PublishedPolicy:
    """Keeps the last good policy and looks for a newer one; all of it belongs to the keeper's loop.

    `clock` is the later of the system's time and the last receipt's: a wound clock keeps no old policy young.
    `ahead` says by how much the store's clock is ahead of the system's.
    """

    folder: Path
    vault: Vault
    enrolment: Enrolment
    clock: Callable[[], datetime]
    command: Sequence[str] = FETCH
    ahead: Callable[[], timedelta] = timedelta
    _policy: Policy | None = None
    _confirmed: datetime | None = None
    _refusal: PolicyRefused | None = None
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def load(self) -> Ruled:
        """Return what is in force after a start: the last good policy, or the strictest one where there is none."""
        path = self.folder / FOLDER / LAST_GOOD
        with suppress(OSError, PolicyError):
            self._policy = parse_policy(path.read_bytes(), str(path), shipped_pack)
        with suppress(*MALFORMED):
            self._confirmed = msgspec.msgpack.decode(self.vault.get(CONFIRMED) or b"", type=datetime)
        return self.in_force()

    def in_force(self) -> Ruled:
        """Return what is in force now; what was not confirmed for too long is tightened as far as the packs go."""
        if self._policy is None or is_too_old(self._policy, self._confirmed, self.clock()):
            is_lost = self._policy is None and self._confirmed is not None
            policy = strictest(self._policy, shipped_pack, is_lost=is_lost)
            return ruled_by(policy, self.enrolment.team, self._confirmed, is_strictest=True)
        return ruled_by(self._policy, self.enrolment.team, self._confirmed)

    @property
    def refused(self) -> str:
        """Return what of the published policies was refused the last time, and why; "" for nothing."""
        return f"{self._refusal.what}: {self._refusal.why}" if self._refusal else ""

    def hurry(self) -> None:
        """Look for a newer policy at once."""
        self._wanted.set()

    async def follow(self, changed: Callable[[Ruled], None], refused: Callable[[PolicyRefused], None]) -> None:
        """Fetch again and again until cancelled: tell what is in force after each try, and each refusal once."""
        while True:
            self._wanted.clear()
            answer = await self._fetch()
            match answer:
                case PolicyFetched(policy=policy):
                    self._take(policy)
                case PolicyRefused() if answer != self._refusal:
                    log.warning("the published policy was refused: %s: %s", answer.what, answer.why)
                    refused(answer)
                case PolicyAway(why=why):
                    log.info("no policy was fetched: %s", why)
            if not isinstance(answer, PolicyAway):
                self._refusal = answer if isinstance(answer, PolicyRefused) else None
            changed(self.in_force())
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_AFTER[type(answer)] * random.uniform(*JITTER)):  # noqa: S311 - spreads
                    await self._wanted.wait()

    def _take(self, policy: bytes) -> None:
        self._policy = parse_policy(policy, "the published policy", shipped_pack)
        self._confirmed = self.clock()
        try:
            self.vault.put(CONFIRMED, msgspec.msgpack.encode(self._confirmed))
        except VaultError as error:
            log.warning("%s; after a restart the policy counts as older than it is", error)

    async def _fetch(self) -> FetchAnswer:
        wanted = PolicyWanted(
            url=self.enrolment.url,
            authority=self.enrolment.authority,
            pinned_root=self.enrolment.policy_root,
            device=self.enrolment.device,
            device_key=self.enrolment.device_key_bytes,
            team=self.enrolment.team,
            folder=str(self.folder / FOLDER),
            now=self.clock(),
            ahead=self.ahead().total_seconds(),
        )
        try:
            process = await asyncio.create_subprocess_exec(*self.command, stdin=PIPE, stdout=PIPE)
        except OSError as error:
            return PolicyAway(why=f"fetching could not be started: {error.strerror}")
        try:
            async with asyncio.timeout(FETCHED_WITHIN):
                said, _ = await process.communicate(msgspec.msgpack.encode(wanted))
            answer: FetchAnswer = msgspec.msgpack.decode(said, type=FetchAnswer)
        except TimeoutError:
            return PolicyAway(why="fetching took too long")
        except MALFORMED:
            return PolicyAway(why=f"fetching failed (exit code {process.returncode})")
        finally:
            await _end(process)
        return answer


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
