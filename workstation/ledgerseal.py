"""The seal beside a ledger: made when it is closed, broken when it is opened, and looked at by auditors."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation.errors import LedgerError
from workstation.record.seal import SealBody, parse_seal, sign_seal


def seal_ledger(path: Path, key: Ed25519PrivateKey, at: datetime) -> None:
    """Sign the file at `path` as it is now, which nobody may be writing; raise OSError where that cannot be kept.

    No seal is made where a write-ahead log is left beside it, as while somebody reads it: the file is not whole then.
    """
    if _has_log(path):
        return
    seal, new = _beside(path), path.with_name(f".{path.name}.seal.new")
    with new.open("wb") as file:
        file.write(sign_seal(key, _body(path, at)))
        file.flush()
        os.fsync(file.fileno())
    new.replace(seal)


def break_seal(path: Path) -> None:
    """Take the seal away before anything is written; raise OSError where it stays."""
    _beside(path).unlink(missing_ok=True)


def sealed_at(path: Path, key: Ed25519PublicKey | None) -> datetime | None:
    """Return when the ledger at `path` was sealed, None where it is not.

    Raise LedgerError where it is not what was sealed. Without the device's key anybody may have sealed it.
    """
    try:
        seal = parse_seal(_beside(path).read_bytes(), key)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerError("the seal cannot be read", hint=f"Look at {_beside(path)}.") from error
    if _body(path, seal.at) != seal or _has_log(path):
        raise LedgerError("the ledger is not the file that was sealed: bytes of it were changed")
    return seal.at


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.seal")


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _body(path: Path, at: datetime) -> SealBody:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return SealBody(version=1, size=path.stat().st_size, digest=digest, at=at)
