"""Who the store is: its certificate authority, its receipt key, and the key that seals agents' secrets."""

# SPDX-License-Identifier: Apache-2.0

import errno
import hashlib
import os
import shutil
import tempfile
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.auditstore.certificates import make_authority
from workstation.auditstore.schema import FILE
from workstation.credentials.sealing import new_sealing_key
from workstation.errors import StoreError

KEYS = "keys"
CA_CERTIFICATE = "ca.pem"
CA_KEY = "ca.key"
RECEIPT_KEY = "receipt.key"
RECEIPT_PUBLIC_KEY = "receipt-key.pem"
SEALING_KEY = "sealing.key"
STORE_ID = "store.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The store's lasting secrets and names; made once, at the first start."""

    store_id: str
    authority: x509.Certificate
    authority_key: ec.EllipticCurvePrivateKey
    receipt_key: Ed25519PrivateKey
    sealing_key: bytes

    @property
    def seat_id(self) -> str:
        """The chain in which the store writes what it has to report itself."""
        return f"{self.store_id}/0"

    @property
    def authority_pem(self) -> str:
        """The certificate that devices and supervisors pin."""
        return self.authority.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def pin(self) -> bytes:
        """SHA-256 of that certificate."""
        return hashlib.sha256(self.authority.public_bytes(serialization.Encoding.DER)).digest()

    @property
    def receipt_public_key(self) -> bytes:
        """The 32 bytes that verify receipts."""
        return self.receipt_key.public_key().public_bytes_raw()

    @property
    def receipt_public_pem(self) -> bytes:
        """The same as a file for auditors."""
        return self.receipt_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def open_identity(folder: Path, owner: str = "") -> Identity:
    """Return the identity kept in `folder`, made there first where there is nothing yet; raise StoreError.

    A record without keys gets no new identity: its receipts, devices and agents hang on the old one. `owner` is whose
    record a database elsewhere holds, "" where that is nobody's yet.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if not _has_keys(folder, owner):
            _make(folder)
        return _load(folder / KEYS)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError("the store's keys cannot be read", hint=f"Look at {folder}.") from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; who reads it sees the old one or the new one, whole."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - mode at birth
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def private_pem(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    """Return a private key as unencrypted PKCS #8, for a file of 0600."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _has_keys(folder: Path, owner: str) -> bool:
    """Return whether keys are kept in `folder`; raise StoreError where only the record of lost ones is."""
    if owner and not (folder / KEYS).exists():
        raise StoreError(
            f"the keys of store {owner}, whose record is in the database, are not in this folder",
            hint=f"Restore {folder / KEYS} from the backup.",
        )
    # The record is looked for first: keys are made before it, so that a first start beside this one is no loss.
    has_record = (folder / FILE).exists()
    has_keys = (folder / KEYS).exists()
    if has_record and not has_keys:
        raise StoreError(
            "the record in this folder has lost the keys of its store",
            hint=f"Restore {folder / KEYS} from the backup, or move {folder / FILE}* away to begin anew.",
        )
    return has_keys


def _make(folder: Path) -> None:
    """Make all keys beside their place and move them in at once; where another process was first, its keys stand."""
    new = Path(tempfile.mkdtemp(prefix=".keys-", dir=folder))
    store_id = str(uuid.uuid4())
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = make_authority(authority_key, store_id)
    write_private(new / STORE_ID, store_id.encode())
    write_private(new / CA_KEY, private_pem(authority_key))
    write_private(new / CA_CERTIFICATE, authority.public_bytes(serialization.Encoding.PEM))
    write_private(new / RECEIPT_KEY, private_pem(Ed25519PrivateKey.generate()))
    write_private(new / SEALING_KEY, new_sealing_key())
    sync(new)
    try:
        new.rename(folder / KEYS)
    except OSError as error:
        shutil.rmtree(new)
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
    sync(folder)
    sync(folder.parent)


def sync(folder: Path) -> None:
    """Make the names in `folder` durable."""
    # Windows opens no folder, and needs no sync; a parent that this account may not read was not made by it.
    with suppress(PermissionError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _load(folder: Path) -> Identity:
    authority_key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    receipt_key = serialization.load_pem_private_key((folder / RECEIPT_KEY).read_bytes(), None)
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey) or not isinstance(receipt_key, Ed25519PrivateKey):
        raise TypeError("not the kinds of key that the store makes")
    return Identity(
        store_id=str(uuid.UUID((folder / STORE_ID).read_text())),
        authority=x509.load_pem_x509_certificate((folder / CA_CERTIFICATE).read_bytes()),
        authority_key=authority_key,
        receipt_key=receipt_key,
        sealing_key=(folder / SEALING_KEY).read_bytes(),
    )
