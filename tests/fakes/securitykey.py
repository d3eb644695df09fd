"""A security key in memory that speaks CTAP 2.1 behind the library's port for devices (fido2.ctap.CtapDevice)."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.ctap import STATUS, CtapDevice, CtapError
from fido2.ctap2.pin import PinProtocolV2
from fido2.hid import CAPABILITY, CTAPHID
from fido2.utils import bytes2int, int2bytes

MODEL = bytes(range(16))
PIN_TRIES, TRIES_A_POWER_CYCLE = 8, 3
PRESENT, VERIFIED, COPYABLE, COPIED, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
Secret = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
ERR = CtapError.ERR
PROTOCOL: Any = PinProtocolV2()  # the library's, without types
KINDS: Mapping[str, Any] = {"ec": ES256, "ed25519": EdDSA, "rsa": RS256}


@dataclass(slots=True)
class Credential:
    """One secret that the key made, for whom."""

    rp_id: str
    user: Mapping[str, Any]
    secret: Secret
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0

    @property
    def public_key(self) -> CoseKey:
        return CoseKey(KINDS[_kind(self.secret)].from_cryptography_key(self.secret.public_key()))

    def sign(self, message: bytes) -> bytes:
        match self.secret:
            case ec.EllipticCurvePrivateKey():
                return self.secret.sign(message, ec.ECDSA(hashes.SHA256()))
            case ed25519.Ed25519PrivateKey():
                return self.secret.sign(message)
            case rsa.RSAPrivateKey():
                return self.secret.sign(message, padding.PKCS1v15(), hashes.SHA256())


class FakeSecurityKey(CtapDevice):
    """Keeps what it made while the test lasts. Nobody touches it while `touched` is False, and it gives up at once.

    `counts` says whether it counts its signatures; `copies` whether its secrets are copied elsewhere (a passkey).
    `finger` is None for one that reads none; else whether the finger on it is its user's.
    """

    def __init__(
        self, pin: str | None = "2580", *, counts: bool = True, copies: bool = False, finger: bool | None = None
    ) -> None:
        self.pin_hash = _pin_hash(pin) if pin is not None else None
        self.counts, self.copies = counts, copies
        self.finger = finger
        self.touched = True
        self.credentials: list[Credential] = []
        self.tries = PIN_TRIES
        self.plug_in()

    def plug_in(self) -> None:
        """Be taken out and put in again: what was begun is forgotten, and a wrong PIN may be tried again."""
        self._agreement = ec.generate_private_key(ec.SECP256R1())
        self._token = os.urandom(32)
        self._tries_since = 0
        self._next: list[Credential] = []
        self._said = b""

    def save(self, path: Path) -> None:
        """Keep what the key made in a file, from which another process may have the same key."""
        kept = [(each.rp_id, each.user["id"], _der(each.secret), each.credential_id, each.counter) for each in self]
        path.write_bytes(msgspec.msgpack.encode(kept))

    @classmethod
    def load(cls, path: Path) -> "FakeSecurityKey":
        """Return the key that was kept in a file, with the usual PIN."""
        key = cls()
        kept = msgspec.msgpack.decode(path.read_bytes(), type=list[tuple[str, bytes, bytes, bytes, int]])
        for rp_id, handle, der, credential_id, counter in kept:
            secret = serialization.load_der_private_key(der, None)
            assert isinstance(secret, Secret)
            key.credentials.append(Credential(rp_id, {"id": handle}, secret, credential_id, counter))
        return key

    def __iter__(self) -> Iterator[Credential]:
        return iter(self.credentials)

    @property
    def capabilities(self) -> int:
        return int(CAPABILITY.CBOR | CAPABILITY.NMSG)

    def call(
        self,
        cmd: int,
        data: bytes = b"",
        event: Event | None = None,
        on_keepalive: Callable[[STATUS], None] | None = None,
    ) -> bytes:
        """Answer one command; `event` asks to give up, which a key that is not touched does by itself."""
        if cmd != CTAPHID.CBOR or (event is not None and event.is_set()):
            raise CtapError(ERR.INVALID_COMMAND if cmd != CTAPHID.CBOR else ERR.KEEPALIVE_CANCEL)
        decoded = cbor.decode(data[1:]) if data[1:] else {}
        asked: Mapping[int, Any] = decoded if isinstance(decoded, Mapping) else {}
        try:
            answer = self._answer(data[0], asked, on_keepalive or (lambda _: None))
        except CtapError as error:
            return bytes([error.code])
        return b"\0" + (cbor.encode(answer) if answer else b"")

    @classmethod
    def list_devices(cls) -> Iterator["FakeSecurityKey"]:
        return iter(())

    def attest(self, credential: Credential, flags: int) -> bytes:
        """Return the authenticator data of a registration (W3C WebAuthn §6.1)."""
        public = cbor.encode(credential.public_key)
        made = MODEL + struct.pack(">H", len(credential.credential_id)) + credential.credential_id + public
        return self._told(credential, flags | ATTESTED) + made

    def _told(self, credential: Credential, flags: int) -> bytes:
        copied = COPYABLE | COPIED if self.copies else 0
        credential.counter += self.counts
        return hashlib.sha256(credential.rp_id.encode()).digest() + struct.pack(
            ">BI", flags | copied, credential.counter
        )

    def _answer(
        self, command: int, asked: Mapping[int, Any], keepalive: Callable[[STATUS], None]
    ) -> Mapping[int, Any] | None:
        match command:
            case 0x01:
                return self._make(asked, keepalive)
            case 0x02:
                return self._assert(asked, keepalive)
            case 0x04:
                return self._info()
            case 0x06:
                return self._pin(asked)
            case 0x08 if self._next:
                return self._signed(self._next.pop(0), self._said, PRESENT | VERIFIED)
            case _:
                raise CtapError(ERR.INVALID_COMMAND)

    def _info(self) -> Mapping[int, Any]:
        options = {"rk": True, "up": True, "clientPin": self.pin_hash is not None, "pinUvAuthToken": True}
        if self.finger is not None:
            options["uv"] = True
        return {1: ["FIDO_2_0", "FIDO_2_1"], 3: MODEL, 4: options, 5: 1200, 6: [2], 7: 8, 8: 128}

    def _make(self, asked: Mapping[int, Any], keepalive: Callable[[STATUS], None]) -> Mapping[int, Any]:
        flags = self._verified(asked.get(8), asked[1])
        excluded = {each["id"] for each in asked.get(5, ())}
        if not any(each["alg"] == ES256.ALGORITHM for each in asked[4]):
            raise CtapError(ERR.UNSUPPORTED_ALGORITHM)
        self._touch(keepalive)
        if any(each.credential_id in excluded for each in self.credentials):
            raise CtapError(ERR.CREDENTIAL_EXCLUDED)
        made = Credential(asked[2]["id"], asked[3], ec.generate_private_key(ec.SECP256R1()))
        self.credentials = [each for each in self.credentials if not _is_same(each, made)]
        self.credentials.append(made)
        return {1: "none", 2: self.attest(made, flags | PRESENT), 3: {}}

    def _assert(self, asked: Mapping[int, Any], keepalive: Callable[[STATUS], None]) -> Mapping[int, Any]:
        flags = self._verified(asked.get(6), asked[2])
        allowed = {each["id"] for each in asked.get(3, ())}
        found = [
            each
            for each in reversed(self.credentials)
            if each.rp_id == asked[1] and (not allowed or each.credential_id in allowed)
        ]
        if asked.get(5, {}).get("up", True):
            self._touch(keepalive)
            flags |= PRESENT
        if not found:
            raise CtapError(ERR.NO_CREDENTIALS)
        self._next, self._said = found[1:], asked[2]
        many = {5: len(found)} if len(found) > 1 else {}
        return {**self._signed(found[0], asked[2], flags), **many}

    def _signed(self, credential: Credential, client_data_hash: bytes, flags: int) -> dict[int, Any]:
        told = self._told(credential, flags)
        signature = credential.sign(told + client_data_hash)
        known = {"id": credential.credential_id, "type": "public-key"}
        return {1: known, 2: told, 3: signature, 4: {"id": credential.user["id"]}}

    def _verified(self, proof: bytes | None, client_data_hash: bytes) -> int:
        if proof is None:
            if self.pin_hash is not None or self.finger is not None:
                raise CtapError(ERR.PUAT_REQUIRED)
            return 0
        if not hmac.compare_digest(proof, hmac.digest(self._token, client_data_hash, "sha256")):
            raise CtapError(ERR.PIN_AUTH_INVALID)
        return VERIFIED

    def _touch(self, keepalive: Callable[[STATUS], None]) -> None:
        keepalive(STATUS.UPNEEDED)
        if not self.touched:
            raise CtapError(ERR.USER_ACTION_TIMEOUT)

    def _pin(self, asked: Mapping[int, Any]) -> Mapping[int, Any]:
        match asked[2]:
            case 0x01:
                return {3: self.tries}
            case 0x02:
                numbers = self._agreement.public_key().public_numbers()
                return {1: {1: 2, 3: -25, -1: 1, -2: int2bytes(numbers.x, 32), -3: int2bytes(numbers.y, 32)}}
            case 0x06:
                if not self.finger:
                    raise CtapError(ERR.UV_INVALID)
                return {2: bytes(PROTOCOL.encrypt(self._shared(asked[3]), self._token))}
            case 0x09:
                return {2: self._token_for(asked)}
            case _:
                raise CtapError(ERR.INVALID_SUBCOMMAND)

    def _token_for(self, asked: Mapping[int, Any]) -> bytes:
        shared = self._shared(asked[3])
        if self.pin_hash is None:
            raise CtapError(ERR.PIN_NOT_SET)
        if self.tries == 0:
            raise CtapError(ERR.PIN_BLOCKED)
        if self._tries_since == TRIES_A_POWER_CYCLE:
            raise CtapError(ERR.PIN_AUTH_BLOCKED)
        self.tries, self._tries_since = self.tries - 1, self._tries_since + 1
        if PROTOCOL.decrypt(shared, asked[6]) != self.pin_hash:
            if self.tries == 0:
                raise CtapError(ERR.PIN_BLOCKED)
            is_last = self._tries_since == TRIES_A_POWER_CYCLE
            raise CtapError(ERR.PIN_AUTH_BLOCKED if is_last else ERR.PIN_INVALID)
        self.tries, self._tries_since = PIN_TRIES, 0
        return bytes(PROTOCOL.encrypt(shared, self._token))

    def _shared(self, peer: Mapping[int, Any]) -> bytes:
        numbers = ec.EllipticCurvePublicNumbers(bytes2int(peer[-2]), bytes2int(peer[-3]), ec.SECP256R1())
        return bytes(PROTOCOL.kdf(self._agreement.exchange(ec.ECDH(), numbers.public_key())))


def _der(secret: Secret) -> bytes:
    none = serialization.NoEncryption()
    return secret.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, none)


def _kind(secret: Secret) -> str:
    match secret:
        case ec.EllipticCurvePrivateKey():
            return "ec"
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
        case rsa.RSAPrivateKey():
            return "rsa"


def _pin_hash(pin: str) -> bytes:
    return hashlib.sha256(pin.encode()).digest()[:16]


def _is_same(one: Credential, other: Credential) -> bool:
    return one.rp_id == other.rp_id and one.user["id"] == other.user["id"]
