"""Enrolment: how this device becomes known to its audit store, and what it keeps of that."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import http.client
import ssl

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from workstation.errors import StoreError, VaultError
from workstation.keeper.ports import Vault
from workstation.keeper.storehttp import DEADLINE_SECONDS, StoreHttp
from workstation.record.enrolmenttoken import EnrolmentToken, parse_enrolment_token
from workstation.record.exchange import Assurance, EnrolmentGranted, EnrolmentWanted, enrolment_proof
from workstation.record.malformed import MALFORMED
from workstation.record.succession import SignedSuccession
from workstation.recordfile import DEVICE_PUBLIC_KEY, SUCCESSIONS

NAME = "enrolment"
RECEIPT_KEY_NAME = "receipt-key.pem"
LEFT = (SUCCESSIONS, "successions-known", "closed", "directives-after", "data-key", "break-glass-key")
"""What belongs to an enrolment, and would speak for another one."""
AUTHORITY_LIMIT = 16 << 10


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who this device is, where its store is, and whose signatures it believes. Holds the device's private key.

    `successions` are what led from the key of the enrolment to that one.
    """

    device: str
    team: str
    url: str
    authority: str
    certificate: str
    receipt_key_bytes: bytes
    device_key_bytes: bytes
    policy_root: bytes
    assurance: Assurance
    successions: tuple[SignedSuccession, ...] = ()

    @property
    def device_key(self) -> Ed25519PrivateKey:
        """The key that signs this device's requests."""
        return Ed25519PrivateKey.from_private_bytes(self.device_key_bytes)

    @property
    def receipt_key(self) -> Ed25519PublicKey:
        """The key under which the store signs receipts."""
        return Ed25519PublicKey.from_public_bytes(self.receipt_key_bytes)

    def seat_id(self, slot: int) -> str:
        """Return the name of a session of this device; slot 0 is the keeper itself."""
        return f"{self.device}/{slot}"

    def __repr__(self) -> str:
        return f"Enrolment(device={self.device!r}, url={self.url!r})"


def enrol(token_text: str, url: str, vault: Vault, assurance: Assurance = "trial") -> Enrolment:
    """Make this device known to the store at `url` and keep the enrolment in `vault`; raise StoreError, VaultError.

    A device is enrolled once: its chains bear the name that it got then. The token's secret leaves only after the
    store has shown the certificate that the token pins. The public keys of the store's receipts and of the device
    are kept beside, as files for auditors.
    """
    if vault.get(NAME) is not None:
        raise StoreError("this device is enrolled already", hint="Give --dir for another one.")
    if any(vault.get(name) for name in LEFT):
        raise StoreError("an earlier enrolment left something here", hint="Move the folder away, and enrol anew.")
    token = parse_enrolment_token(token_text)
    address = url.rstrip("/")
    authority = _pinned_authority(address, token)
    key = Ed25519PrivateKey.generate()
    granted = _ask(StoreHttp(address, authority), token, key, assurance)
    enrolment = Enrolment(
        device=granted.device,
        team=granted.team,
        url=address,
        authority=authority,
        certificate=granted.certificate,
        receipt_key_bytes=granted.receipt_key,
        device_key_bytes=key.private_bytes_raw(),
        policy_root=granted.policy_root,
        assurance=granted.assurance,
    )
    vault.put(RECEIPT_KEY_NAME, _pem(enrolment.receipt_key))
    vault.put(DEVICE_PUBLIC_KEY, _pem(key.public_key()))
    keep_enrolment(vault, enrolment)
    return enrolment


def keep_enrolment(vault: Vault, enrolment: Enrolment) -> None:
    """Keep it whole, in place of what was kept before; raise VaultError."""
    vault.put(NAME, msgspec.msgpack.encode(enrolment))


def load_enrolment(vault: Vault) -> Enrolment:
    """Return what `enrol` kept; raise StoreError where this device is not enrolled."""
    kept = vault.get(NAME)
    if kept is None:
        raise StoreError("this device is not enrolled", hint="Run `deskwarden enroll TOKEN --url URL`.")
    try:
        return msgspec.msgpack.decode(kept, type=Enrolment)
    except MALFORMED as error:
        raise VaultError("the kept enrolment is damaged", hint="Enrol this device again.") from error


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _ask(http: StoreHttp, token: EnrolmentToken, key: Ed25519PrivateKey, assurance: Assurance) -> EnrolmentGranted:
    public_key = key.public_key().public_bytes_raw()
    proof = key.sign(enrolment_proof(token.secret, public_key, assurance))
    wanted = EnrolmentWanted(secret=token.secret, public_key=public_key, proof=proof, assurance=assurance)
    try:
        return http.ask("POST", "/v1/enrolments", msgspec.msgpack.encode(wanted), EnrolmentGranted)
    finally:
        http.close()


def _pinned_authority(url: str, token: EnrolmentToken) -> str:
    """Fetch the store's certificate over a connection that is not trusted yet, and believe the pin alone."""
    pem = _fetched_authority(url)
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise StoreError("the answer is not that of an audit store", hint=f"Look at the address {url}.") from error
    if hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest() != token.pin:
        raise StoreError(
            "this is not the store that made the token; nothing was sent to it",
            hint=f"Look at the address {url}, and ask who made the token.",
        )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _fetched_authority(url: str) -> bytes:
    host, port = _host_and_port(url)
    untrusting = ssl.create_default_context()
    untrusting.check_hostname = False
    untrusting.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(host, port, timeout=DEADLINE_SECONDS, context=untrusting)
    try:
        connection.request("GET", "/v1/authority")
        return connection.getresponse().read(AUTHORITY_LIMIT)
    except (OSError, http.client.HTTPException) as error:
        raise StoreError("the audit store cannot be reached", hint=f"Its address is {url}.") from error
    finally:
        connection.close()


def _host_and_port(url: str) -> tuple[str, int | None]:
    try:
        address = parse_url(url)
    except LocationParseError as error:
        raise _no_address(url) from error
    if address.scheme != "https" or address.host is None or address.path or address.query:
        raise _no_address(url)
    return address.host.strip("[]"), address.port


def _no_address(url: str) -> StoreError:
    return StoreError(f"{url} is not an address of an audit store", hint="One looks like https://store.example:8443.")
