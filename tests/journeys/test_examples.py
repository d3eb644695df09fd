"""Every command that the READMEs show runs as it stands there, one after the other, in one folder."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import StoreProcess
from tests.samples import COPY, KEYS, SHOWN, enrolled, entry_after, shipment
from workstation.auditstore.store import open_store
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ports import Subject
from workstation.record.chain import Head

ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"```sh\n(.*?)```", re.DOTALL)
MARIAS = "00000000-0000-4000-8000-000000000002/1"
SHOWN_STORE = "/var/lib/deskwarden-store"
POLICY = 'name = "Cards"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "idle"\nafter_seconds = {}\n'


def examples(readme: str) -> list[str]:
    """Return the commands of a README, without what is said about them."""
    blocks = BLOCKS.findall((ROOT / readme).read_text(encoding="utf-8"))
    lines = [line.split("  #")[0].split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("deskwarden ")]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder with everything that the examples name, a store that runs and an agent who is signed in."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    for name, seconds in {"old": 300, "new": 200, "cards": 300, "stricter": 200, "night": 250, "policy": 300}.items():
        (tmp_path / f"{name}.toml").write_text(POLICY.format(seconds))
    (tmp_path / "ticket.txt").write_text("Card 4111 1111 1111 1111, thank you.\n")
    (tmp_path / "notes.txt").write_text("Called back at ten.\n")
    (tmp_path / "texts.jsonl").write_text('{"text": "Card 4111 1111 1111 1111"}\n')
    (tmp_path / "data-key").write_bytes(KEYS.data)
    ledger = SqliteLedger(tmp_path / "ledger.db", KEYS)
    for body in (COPY, SHOWN):
        ledger.append("00000000-0000-4000-8000-000000000001/1", Subject(agent="cruz", team="cards"), body)
    ledger.close()
    store = StoreProcess(tmp_path / "deskwarden-store")
    store.start()
    signed_in = Body(kind=Kind.SIGNED_IN, severity=Severity.CUSTODY, outcome=Outcome.DONE)
    device = MARIAS.partition("/")[0]
    enrolled(store.parts, device)
    store.parts.ingest.take(device, shipment(MARIAS, [entry_after(Head(MARIAS), signed_in, agent="maria")]))
    yield tmp_path
    store.close()


@pytest.fixture
def run(folder: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    who = ("OFFLINE", "SECOND", "ONLINE")
    environment = os.environ | {f"DESKWARDEN_{name}_PASSPHRASE": f"{name} passphrase" for name in who}
    token = open_store(folder / "deskwarden-store").directory.add_reader("Kim")
    environment |= {"PYTHONPATH": str(ROOT), "DESKWARDEN_TOKEN": token}

    def run(line: str) -> subprocess.CompletedProcess[str]:
        line = line.replace("deskwarden ", f"{sys.executable} -m workstation ", 1)
        line = line.replace(SHOWN_STORE, str(folder / "deskwarden-store"))
        return subprocess.run(
            ["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.mark.parametrize("readme", ["README.md", "policies/README.md"])
def test_every_command_runs_as_it_is_shown(readme: str, run: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    lines = examples(readme)
    assert lines
    failed = [(line, done.stderr) for line in lines if (done := run(line)).returncode]
    assert failed == []
