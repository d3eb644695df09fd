"""The product as the demo runs it: store, keeper and whatever the keeper starts, each by its own command."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import psutil
import pyotp

from workstation.trialpolicy import TrialPolicy

DESKWARDEN = (sys.executable, "-m", "workstation")
DEADLINE = 40.0
T = TypeVar("T")
PASSWORD = "quiet harbour at noon"


class NeverHappenedError(AssertionError):
    """A condition did not come true in its generous time."""


def until(holds: Callable[[], T], what: str, seconds: float = DEADLINE) -> T:
    """Return what `holds` says once that is so; raise naming `what` where it never is."""
    end = time.monotonic() + seconds
    while not (said := holds()):
        if time.monotonic() > end:
            raise NeverHappenedError(f"never happened: {what}")
        time.sleep(0.02)
    return said


class Process:
    """One process, its output in a log; killed or ended by its id. `kept` starts it again as an init system would."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path, *, kept: bool) -> None:
        self._command = command
        self._environment = dict(environment)
        self._log = log
        self._kept = kept
        self._ending = threading.Event()
        self.process = self._started()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _keep(self) -> None:
        while True:
            self.process.wait()
            if self._ending.wait(0.2) or not self._kept:
                return
            self.process = self._started()

    def kill(self) -> None:
        """SIGKILL it, as an attacker or a crash would."""
        self.process.kill()

    def end(self) -> None:
        """End it for good, asking first."""
        self._ending.set()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._thread.join(10)


class Product:
    """Store and keeper in one folder, enrolled with each other, and the agents made at the store."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = {**environment, "PYTHONPATH": str(Path.cwd())}
        self.store = folder / "store"
        self.socket = Path(environment["XDG_RUNTIME_DIR"]) / "deskwarden" / "keeper.sock"
        self.secrets: dict[str, str] = {}
        self._port = "0"
        self.store_process: Process | None = None
        self.keeper_process: Process | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def start_store(self) -> None:
        """Start the audit store and wait until it told its address."""
        (self.store / "url").unlink(missing_ok=True)
        command = (*DESKWARDEN, "store", "serve", "--dir", str(self.store), "--port", self._port)
        self.store_process = Process(command, self.environment, self.folder / "store.log", kept=False)
        until((self.store / "url").exists, "the store serves")
        self._port = self.url.rpartition(":")[2]

    @property
    def url(self) -> str:
        """Return the store's address."""
        return (self.store / "url").read_text().strip()

    def add_agent(self, name: str) -> None:
        """Make an agent at the store; its TOTP secret stays with the demo, as on the agent's phone."""
        said = self.say("agent", "add", name, "--team", "cards", "--dir", str(self.store), "--json")
        self.secrets[name] = pyotp.parse_uri(json.loads(said)["uri"]).secret

    def give_password(self, name: str) -> None:
        """Set an agent's password at the store, as IT does."""
        self.say("agent", "password", name, "--stdin", "--dir", str(self.store), typed=PASSWORD)

    def code(self, name: str, *, ahead: int = 0) -> str:
        """Return the agent's code of this time step, or of one `ahead`."""
        return pyotp.TOTP(self.secrets[name]).at(int(time.time()) + 30 * ahead)

    def enroll(self, keeper: Path, told: str = "") -> None:
        """Enrol a keeper's folder with the store, at its own address or at the one `told`."""
        said = self.say("store", "token", "--team", "cards", "--trial", "--dir", str(self.store), "--json")
        self.say("enroll", json.loads(said)["token"], "--url", told or self.url, "--dir", str(keeper))

    def supervisor_token(self) -> str:
        """Return a supervisor's token for query and feed."""
        said = self.say("store", "supervisor", "demo", "--dir", str(self.store), "--json")
        return str(json.loads(said)["token"])

    @property
    def policies(self) -> Path:
        """Return the folder whose policies the store hands out."""
        return self.store / "policies"

    def publish(self, policy: Path, repository: Path | None = None) -> None:
        """Sign `policy` by two people and publish it, at the store unless told elsewhere."""
        TrialPolicy(keys=self.folder / "policy-keys", repository=repository or self.policies).publish(policy)

    def start_keeper(self, keeper: Path, command: Sequence[str] = (*DESKWARDEN, "keeper")) -> None:
        """Start the keeper; it is started again when it dies, as systemd would."""
        whole = (*command, "--dir", str(keeper), "--socket", str(self.socket))
        self.keeper_process = Process(whole, self.environment, self.folder / "keeper.log", kept=True)

    def say(self, *arguments: str, typed: str = "") -> str:
        """Run one command of the product, with this line of standard input, and return what it printed."""
        command = (*DESKWARDEN, *arguments)
        done = subprocess.run(
            command, env=self.environment, input=f"{typed}\n", capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode:
            raise AssertionError(f"deskwarden {arguments[0]} failed: {done.stderr[-2000:]}")
        return done.stdout

    def parts(self, part: str) -> list[psutil.Process]:
        """Return the running processes of one part: "seat", "shield", "prompt"."""
        return [process for process in self._processes() if part in process.info["cmdline"]]

    def _processes(self) -> list[psutil.Process]:
        found = psutil.process_iter(["cmdline"])
        return [process for process in found if str(self.socket) in (process.info["cmdline"] or ())]

    def stop_keeper(self) -> None:
        """End the keeper, and with it the trial's seat and shields."""
        if self.keeper_process is not None:
            self.keeper_process.end()
            self.keeper_process = None
        for process in self._processes():
            process.kill()

    def stop(self) -> None:
        """End everything."""
        self.stop_keeper()
        if self.store_process is not None:
            self.store_process.end()
