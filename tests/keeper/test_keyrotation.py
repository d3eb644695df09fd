"""Another data key: everything stays readable by it, nothing by the old one, and a crash at any step loses nothing."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.vault import FakeVault
from tests.samples import COPY, KEYS, SHOWN
from workstation.errors import LedgerError, VaultError
from workstation.keeper.keyrotation import NEXT, open_ledger, rotate_data_key
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.ports import Subject
from workstation.record.chain import Head, follow_all
from workstation.recordfile import DATA_KEY

SEAT = "device/1"
CRUZ = Subject(agent="cruz", team="cards")


class CrashError(Exception):
    """The process ends here."""


class Crashing(FakeVault):
    """A vault at which the process ends, before or after the nth secret is put."""

    def __init__(self, kept: dict[str, bytes], step: int) -> None:
        super().__init__()
        for name, secret in kept.items():
            super().put(name, secret)
        self._left = step

    def put(self, name: str, secret: bytes) -> None:
        self._step()
        super().put(name, secret)
        self._step()

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise CrashError


def filled(path: Path) -> dict[str, bytes]:
    """Write two entries and return what the vault keeps."""
    vault = FakeVault()
    with closing(open_ledger(path, vault, KEYS.device)) as ledger:
        for body in (SHOWN, COPY):
            ledger.append(SEAT, CRUZ, body)
    return kept(vault)


def kept(vault: FakeVault) -> dict[str, bytes]:
    return {name: secret for name in (DATA_KEY, NEXT, "subject-key") if (secret := vault.get(name))}


def test_everything_opens_by_the_new_key_and_nothing_by_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    vault = Crashing(filled(path), 0)
    old = ledger_keys(vault, KEYS.device)
    rotate_data_key(path, vault, KEYS.device)
    assert vault.get(DATA_KEY) != old.data
    assert not vault.get(NEXT), "the key lies in one place alone"
    with closing(open_ledger(path, vault, KEYS.device)) as ledger:
        assert follow_all(Head(SEAT), ledger.waiting(SEAT, 10)) == ledger.head(SEAT)
        assert ledger.append(SEAT, CRUZ, COPY) == 3
    with pytest.raises(LedgerError, match="another data key"):
        SqliteLedger(path, old)


@pytest.mark.parametrize("step", range(1, 7))
def test_a_crash_at_any_step_loses_nothing(tmp_path: Path, step: int) -> None:
    path = tmp_path / "ledger.db"
    vault = Crashing(filled(path), step)
    with pytest.raises(CrashError):
        rotate_data_key(path, vault, KEYS.device)
    again = Crashing(kept(vault), 0)
    with closing(open_ledger(path, again, KEYS.device)) as ledger:
        assert len(ledger.waiting(SEAT, 10)) == 2
    assert not again.get(NEXT)
    rotate_data_key(path, again, KEYS.device)
    with closing(open_ledger(path, again, KEYS.device)) as ledger:
        assert follow_all(Head(SEAT), ledger.waiting(SEAT, 10)) == ledger.head(SEAT)


def test_a_vault_that_lost_the_key_is_told_of_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    filled(path)
    before = path.read_bytes()
    with pytest.raises((LedgerError, VaultError), match="another data key"):
        open_ledger(path, FakeVault(), KEYS.device)
    assert path.read_bytes() == before
