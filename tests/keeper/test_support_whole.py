"""Remote support from a supervisor's terminal to the seat and back onto the record: real store, real keeper process."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tests.approvals import VNC
from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.keeper.peers import Peers
from tests.keeper.processes import DEADLINE, KeeperProcess
from workstation.auditstore.approverkey import made_key, policy_line
from workstation.auditstore.query import Wanted, find
from workstation.credentials.totp import code_at
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import enrol
from workstation.keeper.vault import FileVault
from workstation.link.messages import (
    CodeOffered,
    Ready,
    Verdict,
)

POLICY = """name = "supported"
format = 1

[[rule]]
kind = "masking"
id = "masks"

[[approver]]
name = "Kim"
{key}

[[support]]
id = "it-help"
programs = ["/usr/bin/x11vnc"]
minutes = 30
"""


@contextmanager
def workplace(tmp_path: Path) -> Iterator[tuple[StoreProcess, Peers]]:
    """Give a store and a seat at which J. Cruz signed in, under a policy that lets Kim approve."""
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.format(key=policy_line(made_key(tmp_path / "kim.pem"))))
    with running_store(tmp_path / "store") as store:
        secret = store.parts.agents.add("J. Cruz", "cards")
        enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
        keeper = KeeperProcess(tmp_path, policy)
        peers = Peers(keeper.socket)
        try:
            peers.seat.send(Ready(capabilities=()))
            code = code_at(secret, int(datetime.now(UTC).timestamp()) // 30)
            peers.prompt.send(CodeOffered(agent="J. Cruz", code=code))
            peers.hear(peers.prompt, lambda message: isinstance(message, Verdict) and message.accepted)
            yield store, peers
        finally:
            peers.close()
            keeper.stop()


def of_support(store: StoreProcess) -> list[Kind]:
    items = find(store.parts.database, Wanted(limit=1000))
    return [item.kind for item in items if item.kind.startswith("support.")]


def supervise(store: StoreProcess, *words: str) -> subprocess.CompletedProcess[str]:
    """Have Kim say it at a terminal, again until the store knows that the agent signed in."""
    token = store.parts.directory.add_reader("Kim")
    where = ("--dir", str(store.folder), "--token", token, "--agent", "J. Cruz")
    until = monotonic() + DEADLINE
    while True:
        done = subprocess.run(
            [*DESKWARDEN, "supervise", *words, *where], capture_output=True, text=True, check=False, timeout=DEADLINE
        )
        if not done.returncode or "not signed in" not in done.stderr or monotonic() > until:
            return done


def test_a_supervisor_opens_it_at_the_seat_and_ends_it_and_the_record_has_all_of_it(tmp_path: Path) -> None:
    with workplace(tmp_path) as (store, peers), ThreadPoolExecutor(1) as terminal:
        words = ("--support", "it-help", "--program", VNC, "--minutes", "30", "--reason", "The softphone hangs.")
        approving = terminal.submit(supervise, store, "approve", *words, "--key", str(tmp_path / "kim.pem"))
        told = peers.support().support
        assert told is not None
        assert (told.program, told.approver) == (VNC, "Kim")
        peers.hear(peers.seat, lambda _: approving.done())
        assert approving.result().returncode == 0
        revoking = terminal.submit(supervise, store, "revoke")
        assert peers.support().support is None
        peers.hear(peers.seat, lambda _: revoking.done())
        assert revoking.result().returncode == 0
        wanted = {Kind.SUPPORT_APPROVED, Kind.SUPPORT_OPENED, Kind.SUPPORT_REVOKED, Kind.SUPPORT_CLOSED}
        peers.hear(peers.seat, lambda _: set(of_support(store)) == wanted)
