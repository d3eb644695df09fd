"""A workplace without a desktop: a real store, a real keeper process, and a seat and a prompt that are played."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.keeper.peers import Peers
from tests.keeper.processes import DEADLINE, KeeperProcess
from workstation.auditstore.query import Wanted, find
from workstation.credentials.sealing import unseal
from workstation.credentials.totp import code_at
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.enrolment import enrol
from workstation.keeper.offline import KEY_NAME, SEALED_NAME, Remembered
from workstation.keeper.vault import FileVault
from workstation.link.asking import ask_status
from workstation.link.messages import CodeOffered, Message, Ready, TruthTold, Verdict

STEP = 30
POLICY = """name = "plain"
format = 1

[[rule]]
kind = "masking"
id = "masks"
"""


class Workplace:
    """A store that knows these agents, and a keeper with a seat at which nobody signed in yet."""

    def __init__(self, folder: Path, store: StoreProcess, agents: Sequence[str], rules: str = POLICY) -> None:
        self.store = store
        self.vault = FileVault(folder / "keeper")
        self._secrets = {name: store.parts.agents.add(name, "cards") for name in agents}
        self.device = enrol(store.parts.directory.invite("cards", trial=True), store.url, self.vault).device
        policy = folder / "policy.toml"
        policy.write_text(rules)
        self.keeper = KeeperProcess(folder, policy)
        self.peers = Peers(self.keeper.socket)
        self.peers.seat.send(Ready(capabilities=()))

    def signs_in(self, name: str, steps_ahead: int = 0) -> Verdict:
        """Return what the prompt is told of the right code."""
        code = code_at(self._secrets[name], int(datetime.now(UTC).timestamp()) // STEP + steps_ahead)
        return self.offers(CodeOffered(agent=name, code=code))

    def offers(self, offer: CodeOffered) -> Verdict:
        """Return what the prompt is told of an offer."""
        self.peers.prompt.send(offer)
        said = self.peers.hear(self.peers.prompt, lambda message: isinstance(message, Verdict))
        assert isinstance(said, Verdict)
        return said

    def becomes(self, truth: Truth, reason: str) -> None:
        """Return once the seat is told so and the keeper says it too."""
        self.hears(truth, reason)
        assert ask_status(self.keeper.socket).seat.truth is truth

    def hears(self, truth: Truth, reason: str) -> None:
        """Return once the seat is told that it is so, for this reason."""

        def fits(each: Message) -> bool:
            return isinstance(each, TruthTold) and (each.truth, each.reason) == (truth, reason)

        self.peers.hear(self.peers.seat, fits)

    def orders(self, *words: str) -> str:
        """Have IT say it at the store's terminal."""
        command = [*DESKWARDEN, *words, "--dir", str(self.store.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DEADLINE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def at_store(self, kind: Kind, agent: str = "") -> bool:
        """Say whether the store has an entry of it."""
        found = find(self.store.parts.database, Wanted(kind=kind, limit=1000))
        return any(item.agent == agent for item in found)

    def remembered(self) -> set[str]:
        """Return whom the keeper could verify while the store is away."""
        key, sealed = self.vault.get(KEY_NAME), self.vault.get(SEALED_NAME)
        assert key is not None
        assert sealed is not None
        return set(msgspec.msgpack.decode(unseal(key, SEALED_NAME, sealed), type=dict[str, Remembered]))


@contextmanager
def working(folder: Path, agents: Sequence[str], rules: str = POLICY) -> Iterator[Workplace]:
    """Give a workplace with everything that it needs under these rules, and end it."""
    with running_store(folder / "store") as store:
        place = Workplace(folder, store, agents, rules)
        try:
            yield place
        finally:
            place.peers.close()
            place.keeper.stop()
