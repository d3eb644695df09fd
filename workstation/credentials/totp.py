"""Time-based one-time codes (RFC 6238): which time step a code belongs to. Pure; remembers nothing."""

# SPDX-License-Identifier: Apache-2.0

import binascii
import hmac
from datetime import datetime

import pyotp

from workstation.errors import CredentialError

STEP_SECONDS = 30
DIGITS = 6


def match_step(secret: str, code: str, at: datetime, window: int = 1) -> int | None:
    """Return the time step that `code` belongs to, within `window` steps around `at`; None where it belongs to none.

    Takes the same time whichever step matches. Raise CredentialError where `secret` is not base32.
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    now = int(at.timestamp()) // STEP_SECONDS
    matched = None
    for step in range(max(now - window, 0), now + window + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            matched = step
    return matched


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step; raise CredentialError where `secret` is not base32."""
    try:
        return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).generate_otp(step)
    except (binascii.Error, ValueError) as error:
        raise CredentialError("the agent's secret is not base32") from error


def new_secret() -> str:
    """Return a fresh secret of 160 bits in base32."""
    return pyotp.random_base32(32)


def enrolment_uri(secret: str, agent: str) -> str:
    """Return the otpauth:// address that an authenticator app scans."""
    code = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS, name=agent, issuer="Deskwarden")
    return code.provisioning_uri()
