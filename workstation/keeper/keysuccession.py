"""Giving this device another key to sign with: the old one consents, ends where the ledger stands, and is forgotten."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import Enrolment, keep_enrolment, load_enrolment
from workstation.keeper.keyrotation import open_ledger
from workstation.keeper.ports import Subject, Vault
from workstation.ledgerseal import break_seal
from workstation.record.chain import Head
from workstation.record.succession import End, Succession, sign_succession
from workstation.recordfile import SUCCESSIONS


def succeed_device_key(path: Path, vault: Vault) -> int:
    """Have a new key sign from now on, and return how many succeeded the first; raise LedgerError, VaultError.

    At any crash either the old key signs, or the new one does and all that it needs is kept.
    """
    enrolment = load_enrolment(vault)
    with closing(open_ledger(path, vault, enrolment.device_key)) as ledger:
        ledger.checkpoint()
        heads = [ledger.head(seat_id) for seat_id in ledger.seats()]
    break_seal(path)  # which the old key made
    following = _followed(enrolment, heads)
    keep_enrolment(vault, following)
    publish_successions(vault, following)
    number = len(following.successions)
    with closing(open_ledger(path, vault, following.device_key)) as ledger:
        details: dict[str, str | int] = {"number": number}
        body = Body(kind=Kind.DEVICE_KEY_CHANGED, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
        ledger.append(enrolment.seat_id(0), Subject(agent="", team=enrolment.team), body)
    return number


def publish_successions(vault: Vault, enrolment: Enrolment) -> None:
    """Lay beside the ledger what auditors need to know this device's keys, where there is more than the first."""
    if enrolment.successions:
        vault.put(SUCCESSIONS, msgspec.json.encode(enrolment.successions))


def _followed(enrolment: Enrolment, heads: list[Head]) -> Enrolment:
    key = Ed25519PrivateKey.generate()
    succession = Succession(
        device=enrolment.device,
        number=len(enrolment.successions) + 1,
        key=key.public_key().public_bytes_raw(),
        ends=tuple(End(head.seat_id, head.seq, head.chain) for head in heads),
        at=datetime.now(UTC),
    )
    signed = sign_succession(enrolment.device_key, key, succession)
    return msgspec.structs.replace(
        enrolment, device_key_bytes=key.private_bytes_raw(), successions=(*enrolment.successions, signed)
    )
