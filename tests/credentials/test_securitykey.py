"""A security key counts for what it signed, for this product alone, once, and for nothing else that bytes can be."""

# SPDX-License-Identifier: Apache-2.0

import base64
import hashlib
import os
from dataclasses import dataclass

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.fakes.securitykey import COPIED, COPYABLE, PRESENT, VERIFIED, Credential, FakeSecurityKey, Secret
from workstation.credentials.securitykey import (
    ORIGIN,
    RP_ID,
    RelyingParty,
    asserted,
    client_data,
    registered,
)
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import KeyAssertion, KeyChallenge, SecurityKey

CHALLENGE, ANOTHER = bytes(range(32)), bytes(32)
BOTH = PRESENT | VERIFIED
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECRETS = (ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate(), RSA)
W3C = RelyingParty("example.org", "https://example.org")


@dataclass
class Made:
    """A key with one credential, as bytes go to and fro."""

    key: FakeSecurityKey
    credential: Credential

    def registration(self, flags: int = BOTH, fmt: str = "none") -> bytes:
        return cbor.encode({"fmt": fmt, "authData": self.key.attest(self.credential, flags), "attStmt": {}})

    def registered(self) -> SecurityKey:
        return registered(CHALLENGE, client_data("webauthn.create", CHALLENGE), self.registration())

    def answer(self, challenge: bytes = CHALLENGE, flags: int = BOTH, told: bytes | None = None) -> KeyAssertion:
        said = client_data("webauthn.get", challenge) if told is None else told
        authenticator_data = self.key._told(self.credential, flags)
        signature = self.credential.sign(authenticator_data + hashlib.sha256(said).digest())
        return KeyAssertion(
            credential_id=self.credential.credential_id,
            client_data=said,
            authenticator_data=authenticator_data,
            signature=signature,
        )


def made(secret: Secret = SECRETS[0], rp_id: str = RP_ID, *, counts: bool = True, copies: bool = False) -> Made:
    return Made(FakeSecurityKey(counts=counts, copies=copies), Credential(rp_id, {"id": b"ana"}, secret))


def why_not(key: SecurityKey, answer: KeyAssertion, challenge: bytes = CHALLENGE) -> str:
    with pytest.raises(SecurityKeyError) as refused:
        asserted(key, challenge, answer)
    return refused.value.reason


def why_unregistered(attestation: bytes, told: bytes | None = None) -> str:
    with pytest.raises(SecurityKeyError) as refused:
        registered(CHALLENGE, client_data("webauthn.create", CHALLENGE) if told is None else told, attestation)
    return refused.value.reason


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_of_every_kind_that_counts_is_known_again(secret: Secret) -> None:
    ana = made(secret)
    key = ana.registered()
    assert (key.credential_id, key.counter, key.may_be_copied) == (ana.credential.credential_id, 1, False)
    after = asserted(key, CHALLENGE, ana.answer())
    assert after == replace(key, counter=2)
    assert asserted(after, ANOTHER, ana.answer(ANOTHER)).counter == 3


def test_an_answer_counts_for_its_own_challenge_alone() -> None:
    ana = made()
    assert why_not(ana.registered(), ana.answer(ANOTHER)) == "challenge"


def test_what_was_made_for_somebody_else_counts_for_nothing_here() -> None:
    ana, elsewhere = made(), made(rp_id="deskwarden.example")
    assert why_unregistered(elsewhere.registration()) == "another_party"
    key = ana.registered()
    phished = client_data("webauthn.get", CHALLENGE).replace(b"deskwarden.invalid", b"deskwarden.example")
    assert why_not(key, ana.answer(told=phished)) == "another_party"
    assert why_not(key, ana.answer(told=client_data("webauthn.create", CHALLENGE))) == "another_party"
    ana.credential.rp_id = "deskwarden.example"
    assert why_not(key, ana.answer()) == "another_party"


def test_who_did_not_touch_it_or_prove_themself_to_it_is_refused() -> None:
    ana = made()
    key = ana.registered()
    for flags, reason in ((VERIFIED, "not_touched"), (PRESENT, "not_verified"), (0, "not_touched")):
        assert why_not(key, ana.answer(flags=flags)) == reason
        assert why_unregistered(ana.registration(flags)) == reason


def test_a_copy_that_lags_behind_is_found_by_its_counter() -> None:
    ana = made()
    key = ana.registered()
    first, second = ana.answer(), ana.answer()
    after = asserted(key, CHALLENGE, second)
    assert why_not(after, first) == "counter"
    assert why_not(after, second) == "counter"
    ana.key.counts, ana.credential.counter = False, 0
    assert why_not(after, ana.answer()) == "counter"


def test_a_key_that_counts_nothing_is_taken_until_it_counts() -> None:
    ana = made(counts=False)
    key = ana.registered()
    assert asserted(key, CHALLENGE, ana.answer()) == key
    ana.key.counts = True
    assert asserted(key, CHALLENGE, ana.answer()).counter == 1


def test_whether_its_secret_is_copied_elsewhere_is_told_and_cannot_change_its_kind() -> None:
    passkey = made(copies=True)
    key = passkey.registered()
    assert (key.may_be_copied, key.is_copied) == (True, True)
    passkey.key.copies = False
    assert asserted(key, CHALLENGE, passkey.answer(flags=BOTH | COPYABLE)).is_copied is False
    assert why_not(key, passkey.answer()) == "copies"
    assert why_unregistered(made().registration(BOTH | COPIED)) == "copies"


def test_another_key_or_secret_is_refused() -> None:
    ana, ben = made(), made(ec.generate_private_key(ec.SECP256R1()))
    key = ana.registered()
    assert why_not(key, ben.answer()) == "another_key"
    ben.credential.credential_id = ana.credential.credential_id
    assert why_not(key, ben.answer()) == "signature"


def test_keys_that_no_signature_could_be_verified_by_are_not_registered() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that it is too small is the point
    assert why_unregistered(made(small).registration()) == "malformed"
    ana = made()
    data = ana.key.attest(ana.credential, BOTH)
    off_curve = data[:-32] + bytes(32)
    assert why_unregistered(cbor.encode({"fmt": "none", "authData": off_curve, "attStmt": {}})) == "malformed"
    bare = ana.key._told(ana.credential, BOTH)
    assert why_unregistered(cbor.encode({"fmt": "none", "authData": bare, "attStmt": {}})) == "malformed"


@given(data=st.data())
@settings(deadline=None)
def test_any_changed_byte_of_an_answer_is_refused(data: st.DataObject) -> None:
    ana = made(counts=False)
    key, answer = ana.registered(), ana.answer()
    part = data.draw(st.sampled_from(["credential_id", "client_data", "authenticator_data"]))
    changed = bytearray(getattr(answer, part))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    why_not(key, replace(answer, **{part: bytes(changed)}))


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=100), st.booleans())
@settings(deadline=None)
def test_bytes_from_anywhere_are_refused_and_nothing_else(told: bytes, bare: bytes, signed: bytes, own: bool) -> None:
    ana = made()
    key = ana.registered()
    said = client_data("webauthn.get", CHALLENGE) if own else told
    answer = KeyAssertion(credential_id=key.credential_id, client_data=said, authenticator_data=bare, signature=signed)
    why_not(key, answer)
    why_unregistered(bare, None if own else told)


@given(data=st.data())
@settings(deadline=None)
def test_a_changed_registration_is_refused_or_is_another_key(data: st.DataObject) -> None:
    ana = made()
    attestation = bytearray(ana.registration())
    for _ in range(data.draw(st.integers(1, 4))):
        attestation[data.draw(st.integers(0, len(attestation) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(attestation)))
    try:
        key = registered(CHALLENGE, client_data("webauthn.create", CHALLENGE), bytes(attestation[:end]))
    except SecurityKeyError:
        return
    assert isinstance(key, SecurityKey)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_a_kept_key_that_is_damaged_takes_nothing(kept: bytes) -> None:
    ana = made()
    key = replace(ana.registered(), public_key=kept)
    why_not(key, ana.answer())


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"\x81" * 9000,
        b"[" * 2000,
        b"\xa1" * 5000,
        b"\xbb" + b"\xff" * 8,
        b"\x5b" + b"\xff" * 8,
        b'{"type":1}',
        b"\xff",
        b"{" + b'"a":' * 400,
        cbor.encode({"fmt": "none", "authData": 7, "attStmt": {}}),
        cbor.encode({"fmt": "none", "authData": [], "attStmt": {}}),
        cbor.encode(["fmt"]),
        os.urandom(20_000),
    ],
)
def test_what_means_to_break_a_parser_is_refused(bytes_: bytes) -> None:
    ana = made()
    assert why_unregistered(bytes_) == "malformed"
    assert why_unregistered(ana.registration(), bytes_) == "malformed"
    assert why_not(ana.registered(), replace(ana.answer(), client_data=bytes_)) == "malformed"
    assert why_not(ana.registered(), replace(ana.answer(), authenticator_data=bytes_)) in {"malformed", "signature"}


def test_an_answer_that_counts_here_counts_for_the_library_s_own_server() -> None:
    ana = made()
    key, answer = ana.registered(), ana.answer()
    server = Fido2Server(PublicKeyCredentialRpEntity(id=RP_ID, name="Deskwarden"))
    _, state = server.authenticate_begin(challenge=CHALLENGE, user_verification=UserVerificationRequirement.REQUIRED)
    known = AttestedCredentialData.create(key.model, key.credential_id, ana.credential.public_key)
    said = AuthenticatorAssertionResponse(
        client_data=CollectedClientData(answer.client_data),
        authenticator_data=AuthenticatorData(answer.authenticator_data),
        signature=answer.signature,
    )
    server.authenticate_complete(state, [known], AuthenticationResponse(raw_id=key.credential_id, response=said))
    assert CollectedClientData(answer.client_data).origin == ORIGIN


# W3C Web Authentication Level 3, §16 (https://www.w3.org/TR/webauthn-3/#sctn-test-vectors): ES256, no attestation. Its
# user touched the key and did not prove themself to it, so that it is refused here, and for nothing but that.
VECTOR = {
    "create_challenge": "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
    "create_told": (
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134"
        "313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f726722"
        "2c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d61792062652065"
        "7874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869"
        "733a20426b5165446a646354427258426941774a544c453551227d"
    ),
    "attestation": (
        "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f0"
        "1452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330"
        "084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca6633"
        "4b03458abf879717c12cc68ed73290af2e2664796b9220"
    ),
    "credential_id": "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
    "public_key": (
        "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b0345"
        "8abf879717c12cc68ed73290af2e2664796b9220"
    ),
    "model": "8446ccb9ab1db374750b2367ff6f3a1f",
    "get_challenge": "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
    "authenticator_data": "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
    "get_told": (
        "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049"
        "393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263"
        "726f73734f726967696e223a66616c73657d"
    ),
    "signature": (
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78"
        "c6e486013f937295ea13653e331e87"
    ),
}


def vector(name: str) -> bytes:
    return bytes.fromhex(VECTOR[name])


def test_the_vectors_of_the_standard_pass_everything_but_the_proof_of_their_user() -> None:
    with pytest.raises(SecurityKeyError, match="not verified"):
        registered(vector("create_challenge"), vector("create_told"), vector("attestation"), W3C)
    key = SecurityKey(
        credential_id=vector("credential_id"),
        public_key=vector("public_key"),
        counter=0,
        model=vector("model"),
        may_be_copied=True,
        is_copied=True,
    )
    answer = KeyAssertion(
        credential_id=key.credential_id,
        client_data=vector("get_told"),
        authenticator_data=vector("authenticator_data"),
        signature=vector("signature"),
    )
    with pytest.raises(SecurityKeyError, match="not verified"):
        asserted(key, vector("get_challenge"), answer, W3C)
    with pytest.raises(SecurityKeyError, match="signature"):
        asserted(key, vector("get_challenge"), replace(answer, signature=answer.signature[:-1] + b"\0"), W3C)


def test_a_challenge_of_another_zone_is_no_message() -> None:
    told = {"seat_id": "s", "made": "0001-01-01T00:00:00+14:00", "nonce": base64.b64encode(bytes(32)).decode()}
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(told), type=KeyChallenge)
