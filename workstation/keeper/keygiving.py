"""Giving an auditor the key that opens a ledger's payloads: on the record before it leaves the vault."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import closing
from pathlib import Path

from workstation.errors import VaultError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import load_enrolment
from workstation.keeper.keyrotation import open_ledger
from workstation.keeper.ports import Subject, Vault
from workstation.recordfile import DATA_KEY


def give_data_key(path: Path, vault: Vault) -> bytes:
    """Return the data key of the ledger at `path` once an entry says so; raise LedgerError, VaultError.

    It opens what was written until the next rotation (`rotate_data_key`), in this ledger and in copies of it.
    """
    enrolment = load_enrolment(vault)
    with closing(open_ledger(path, vault, enrolment.device_key)) as ledger:
        key = vault.get(DATA_KEY)
        if not key:
            raise VaultError("the vault has no data key", hint="Restore the folder from a backup.")
        body = Body(kind=Kind.DATA_KEY_GIVEN, severity=Severity.CUSTODY, outcome=Outcome.DONE)
        ledger.append(enrolment.seat_id(0), Subject(agent="", team=enrolment.team), body)
    return key
