"""The text that IT hands to a device: a one-time secret, and the pin of the store that may see it."""

# SPDX-License-Identifier: Apache-2.0

import base64
import binascii
from dataclasses import dataclass

from workstation.errors import StoreError

PREFIX = "dwt1"
PIN_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentToken:
    """`secret` is sent only over TLS to the store whose authority certificate has the SHA-256 `pin`."""

    secret: str
    pin: bytes

    def __str__(self) -> str:
        return f"{PREFIX}.{self.secret}.{base64.urlsafe_b64encode(self.pin).rstrip(b'=').decode()}"

    def __repr__(self) -> str:
        return "EnrolmentToken(…)"


def parse_enrolment_token(untrusted: str) -> EnrolmentToken:
    """Return the token; raise StoreError where the text is not one."""
    try:
        prefix, secret, pin_text = untrusted.strip().split(".")
        pin = base64.b64decode(pin_text + "=" * (-len(pin_text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise _not_a_token() from error
    if prefix != PREFIX or not secret or len(pin) != PIN_SIZE:
        raise _not_a_token()
    return EnrolmentToken(secret=secret, pin=pin)


def _not_a_token() -> StoreError:
    return StoreError(
        "this is not an enrolment token", hint="Copy the whole text that `deskwarden store token` printed."
    )
