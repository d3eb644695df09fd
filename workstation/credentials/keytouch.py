"""Speaking to a security key: it makes a secret for an agent, or answers a challenge (CTAP 2, by python-fido2).

Whoever asks waits for a person: each call blocks until the key is touched, or gives up by itself after half a minute.
"""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from fido2.client import ClientDataCollector, ClientError, Fido2Client, PinRequiredError, UserInteraction
from fido2.ctap import CtapDevice, CtapError
from fido2.ctap2.pin import ClientPin
from fido2.hid import ConnectionFailure, CtapHidDevice
from fido2.webauthn import (
    AuthenticatorSelectionCriteria,
    CollectedClientData,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRequestOptions,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from workstation.credentials.securitykey import ALGORITHMS, NONSENSE, RP_ID, Ceremony, client_data
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import KeyAssertion

Devices = Callable[[], Sequence[CtapDevice]]
ERR = CtapError.ERR
_REASONS: Final = {
    ERR.PIN_INVALID: "wrong_pin",
    ERR.PIN_AUTH_INVALID: "wrong_pin",
    ERR.UV_INVALID: "wrong_pin",
    ERR.PIN_AUTH_BLOCKED: "take_out",
    ERR.PIN_BLOCKED: "blocked",
    ERR.UV_BLOCKED: "blocked",
    ERR.PIN_NOT_SET: "no_pin",
    ERR.NO_CREDENTIALS: "not_registered",
    ERR.CREDENTIAL_EXCLUDED: "known_already",
    ERR.KEY_STORE_FULL: "full",
    ERR.OPERATION_DENIED: "not_touched",
}


def plugged_in() -> Sequence[CtapDevice]:
    """Return the keys that are connected and may be spoken to; raise SecurityKeyError where one fails."""
    try:
        return tuple(CtapHidDevice.list_devices())
    except (OSError, ConnectionFailure) as error:
        raise SecurityKeyError("gone") from error


def only_key(devices: Devices) -> CtapDevice:
    """Return the one key that is connected; raise SecurityKeyError where there is none, or more than one."""
    match devices():
        case []:
            raise SecurityKeyError("absent")
        case [device]:
            return device
        case _:
            raise SecurityKeyError("several")


def wants_pin(device: CtapDevice) -> bool:
    """Say whether the key knows its user by a PIN, and not by itself; raise SecurityKeyError."""
    with _talking():
        options = Fido2Client(device, _Asking()).info.options
        return not options.get("uv") and bool(options.get("clientPin"))


def make_secret(
    device: CtapDevice, agent: str, challenge: bytes, pin: str, known: Sequence[bytes] = ()
) -> tuple[bytes, bytes]:
    """Have the key make a secret for this agent, and return what `securitykey.registered` judges.

    A key that has one of the credentials `known` makes none. Raise SecurityKeyError.
    """
    options = PublicKeyCredentialCreationOptions(
        rp=PublicKeyCredentialRpEntity(id=RP_ID, name="Deskwarden"),
        user=PublicKeyCredentialUserEntity(id=_handle(agent), name=agent, display_name=agent),
        challenge=challenge,
        pub_key_cred_params=[
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=each) for each in ALGORITHMS
        ],
        exclude_credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=each) for each in known
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    with _talking():
        made = Fido2Client(device, _Asking(), _Pin(pin)).make_credential(options).response
        return bytes(made.client_data), bytes(made.attestation_object)


def answer(device: CtapDevice, agent: str, challenge: bytes, pin: str) -> KeyAssertion:
    """Have the key answer a challenge by the secret that it made for this agent; raise SecurityKeyError.

    With "" for the agent it answers by the only secret that it has here, whoever that is of; one that has several, and
    no display to choose by, is "several_accounts". What the key calls its user is never told.
    """
    options = PublicKeyCredentialRequestOptions(
        challenge=challenge, rp_id=RP_ID, user_verification=UserVerificationRequirement.REQUIRED
    )
    with _talking():
        said = Fido2Client(device, _Asking(), _Pin(pin)).get_assertion(options).get_assertions()
        fitting = [each for each in said if not agent or (each.user and each.user["id"] == _handle(agent))]
        if not agent and len(fitting) > 1:
            raise SecurityKeyError("several_accounts")
        for each in fitting[:1]:
            return KeyAssertion(
                credential_id=each.credential["id"],
                client_data=client_data("webauthn.get", challenge),
                authenticator_data=bytes(each.auth_data),
                signature=each.signature,
            )
    raise SecurityKeyError("not_registered")


class _Asking(ClientDataCollector):
    """Says for whom a key signs: for RP_ID alone, whatever is asked."""

    def collect_client_data(
        self, options: PublicKeyCredentialCreationOptions | PublicKeyCredentialRequestOptions
    ) -> tuple[CollectedClientData, str]:
        makes = isinstance(options, PublicKeyCredentialCreationOptions)
        ceremony: Ceremony = "webauthn.create" if makes else "webauthn.get"
        return CollectedClientData(client_data(ceremony, options.challenge)), RP_ID


class _Pin(UserInteraction):
    """Gives the PIN that the person typed, where the key wants one."""

    def __init__(self, pin: str) -> None:
        self._pin = pin

    def prompt_up(self) -> None:
        """Say nothing: who asks shows what to do."""

    def request_pin(self, permissions: ClientPin.PERMISSION, rp_id: str | None) -> str | None:  # noqa: ARG002 - the library's
        return self._pin or None

    def request_uv(self, permissions: ClientPin.PERMISSION, rp_id: str | None) -> bool:  # noqa: ARG002 - the library's
        return True


@contextmanager
def _talking() -> Iterator[None]:
    """Raise SecurityKeyError for whatever a key, or what passes for one, says instead of an answer."""
    try:
        yield
    except PinRequiredError:
        raise SecurityKeyError("pin_wanted") from None
    except ClientError as error:
        raise SecurityKeyError(_reason(error)) from None  # its text may show what was sent
    except CtapError as error:
        raise SecurityKeyError(_REASONS.get(error.code, "failed")) from None
    except (OSError, ConnectionFailure):
        raise SecurityKeyError("gone") from None
    except NONSENSE:
        raise SecurityKeyError("failed") from None


def _reason(error: ClientError) -> str:
    if isinstance(error.cause, CtapError) and error.cause.code in _REASONS:
        return _REASONS[error.cause.code]
    match error.code:
        case ClientError.ERR.TIMEOUT:
            return "not_touched"
        case ClientError.ERR.CONFIGURATION_UNSUPPORTED:
            return "no_pin"
        case _:
            return "failed"


def _handle(agent: str) -> bytes:
    """Return under what a key keeps what it made for this agent; not their name."""
    return hashlib.sha256(b"deskwarden agent v1\0" + agent.encode()).digest()
