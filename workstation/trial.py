"""A trial: store, keeper and seat as processes of one user, started together and ended together."""

# SPDX-License-Identifier: Apache-2.0

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from workstation.alone import Hold
from workstation.errors import AlreadyRunningError, DeskwardenError, KeyringAbsentError, LinkError
from workstation.keeper.trialvault import seal_trial_vault
from workstation.keeper.userkeyring import AT_A_DESK, UNANSWERED, UserKeyring
from workstation.link.asking import ask_status
from workstation.trialpolicy import TrialPolicy

DESKWARDEN = (sys.executable, "-m", "workstation")
STORE_WITHIN = 30.0
SEAT_WITHIN = 30.0
ENDS_WITHIN = 10.0
ALREADY_RUNNING = 3
QUICK = 3.0
GIVE_UP_AFTER = 4


class TrialError(DeskwardenError):
    """The trial cannot start or go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Where a trial keeps what it needs, and what it says to its user."""

    folder: Path
    policy: Path
    socket: Path
    agent: str
    say: Callable[[str], None]

    @property
    def store(self) -> Path:
        """The audit store's folder."""
        return self.folder / "store"

    @property
    def keeper(self) -> Path:
        """The keeper's folder."""
        return self.folder / "keeper"

    def run(self) -> int:
        """Run until interrupted; return the exit code."""
        ending = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            ending.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        (self.store / "url").unlink(missing_ok=True)
        self._publish()
        with Kept((*DESKWARDEN, "store", "serve", "--dir", str(self.store), "--port", self._port())) as store:
            self._prepare(store)
            with Kept((*DESKWARDEN, "keeper", *self._places())) as keeper:
                self.say("Protection is starting …")
                rising = Rising(self.socket, self.keeper / "seat.log", self.say)
                while not ending.wait(0.2):
                    store.keep()
                    keeper.keep()
                    rising.look()
        return 0

    def _publish(self) -> None:
        """Sign the policy and publish it at the store, where the keeper looks for it."""
        try:
            TrialPolicy(keys=self.folder / "policy-keys", repository=self.store / "policies").publish(self.policy)
        except subprocess.CalledProcessError as error:
            raise TrialError(f"{self.policy} is not published", hint="What is wrong with it is said above.") from error

    def _places(self) -> tuple[str, ...]:
        return "--dir", str(self.keeper), "--socket", str(self.socket)

    def _port(self) -> str:
        """Return the port that the keeper was enrolled with, "0" (any free one) the first time."""
        kept = self.folder / "store-port"
        return kept.read_text() if kept.exists() else "0"

    def _prepare(self, store: "Kept") -> None:
        url = self._url(store)
        if (self.keeper / "enrolment").exists():
            self._unlock()
        else:
            self._enrol(url)

    def _unlock(self) -> None:
        """Have the user unlock the keyring, if there is one, before the shields hide its window."""
        keyring = UserKeyring(within=AT_A_DESK, slow=lambda: self.say(UNANSWERED))
        with Hold(self.keeper, AlreadyRunningError("a keeper runs here already")), suppress(KeyringAbsentError):
            seal_trial_vault(self.keeper, keyring)

    def _enrol(self, url: str) -> None:
        token = _said("store", "token", "--team", "trial", "--trial", "--dir", str(self.store), "--json")["token"]
        try:
            subprocess.run((*DESKWARDEN, "enroll", token, "--url", url, "--dir", str(self.keeper)), check=True)
        except subprocess.CalledProcessError as error:
            raise TrialError("this device is not enrolled", hint="What is wrong is said above.") from error
        (self.folder / "store-port").write_text(url.rpartition(":")[2])
        self.say(f"A trial agent was made. Scan this once with an authenticator, then sign in as {self.agent}:")
        add = ("agent", "add", self.agent, "--team", "trial", "--dir", str(self.store))
        subprocess.run((*DESKWARDEN, *add), check=True)

    def _url(self, store: "Kept") -> str:
        until = time.monotonic() + STORE_WITHIN
        while time.monotonic() < until:
            store.keep()
            if (self.store / "url").exists():
                return (self.store / "url").read_text().strip()
            time.sleep(0.05)
        raise TrialError("the audit store did not start", hint=f"Its log is in {self.store}.")


class Rising:
    """Tells the user once that the seat is up, or what it last said where it does not come up."""

    def __init__(self, socket: Path, log: Path, say: Callable[[str], None]) -> None:
        self._socket = socket
        self._log = log
        self._say = say
        self._until: float | None = time.monotonic() + SEAT_WITHIN

    def look(self) -> None:
        """Ask the keeper, until there is something to tell."""
        if self._until is None:
            return
        if self._is_up():
            self._until = None
            self._say("Deskwarden guards this desktop. Ctrl+C here ends the trial.")
        elif time.monotonic() > self._until:
            self._until = None
            self._say(f"Protection does not start, and the desktop stays covered. Its last words: {self._last_words()}")

    def _is_up(self) -> bool:
        try:
            return ask_status(self._socket).seat.is_ready
        except LinkError:
            return False

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return lines[-1] if lines else "none."


class Kept:
    """A process that is started again when it ends, until the block is left; then it is ended."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._quick_ends = 0
        self._began = time.monotonic()
        self._process = subprocess.Popen(command)

    def __enter__(self) -> Self:
        return self

    def keep(self) -> None:
        """Start it again if it ended; raise TrialError where that is of no use."""
        code = self._process.poll()
        if code is None:
            return
        if code == ALREADY_RUNNING:
            raise TrialError("a trial runs here already", hint="End the other one first.")
        self._quick_ends = self._quick_ends + 1 if time.monotonic() - self._began < QUICK else 0
        if self._quick_ends >= GIVE_UP_AFTER:
            raise TrialError(f"the {self._command[3]} does not stay up", hint="Its last words are above.")
        time.sleep(0.2)
        self._began = time.monotonic()
        self._process = subprocess.Popen(self._command)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _said(*arguments: str) -> dict[str, str]:
    answer = subprocess.run((*DESKWARDEN, *arguments), check=True, capture_output=True, text=True)
    said: dict[str, str] = json.loads(answer.stdout)
    return said
