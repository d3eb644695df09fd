"""Bytes in, policy out: strict about everything, and clear about what is wrong and where."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import tomllib
from typing import Any

import msgspec

from workstation.errors import PolicyError
from workstation.policy.complaint import complaint
from workstation.policy.rules import Policy
from workstation.policy.sense import troubles
from workstation.policy.written import Written

MAX_BYTES = 256 * 1024
_HINT = "policies/README.md shows every rule by example."


def parse_policy(untrusted: bytes, source: str) -> Policy:
    """Return the policy that `untrusted` holds; raise PolicyError naming `source`, the line and what is allowed."""
    text = _text(untrusted, source)
    tables = _tables(text, source)
    try:
        policy = msgspec.convert(tables, type=Policy)
    except msgspec.ValidationError as error:
        raise PolicyError(complaint(str(error), Written(source, text, tables)), hint=_HINT) from error
    if (trouble := next(troubles(policy), None)) is not None:
        raise PolicyError(f"{Written(source, text, tables).where(trouble.path)}: {trouble.what}", hint=_HINT)
    return policy


def version_of(policy_bytes: bytes) -> str:
    """Return the short name of exactly these bytes: twelve hexadecimal digits of their SHA-256."""
    return hashlib.sha256(policy_bytes).hexdigest()[:12]


def _text(untrusted: bytes, source: str) -> str:
    if len(untrusted) > MAX_BYTES:
        raise PolicyError(f"{source}: {len(untrusted)} bytes; a policy has at most {MAX_BYTES}", hint=_HINT)
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError as error:
        line = untrusted.count(b"\n", 0, error.start) + 1
        raise PolicyError(f"{source}, line {line}: not UTF-8 text", hint=_HINT) from error


def _tables(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source}: not TOML: {error}", hint=_HINT) from error
    except RecursionError as error:
        raise PolicyError(f"{source}: not TOML: nested too deeply", hint=_HINT) from error
