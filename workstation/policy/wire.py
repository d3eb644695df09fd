"""A whole policy, packs included, as the keeper hands it to the seat."""

# SPDX-License-Identifier: Apache-2.0

import hashlib

import msgspec

from workstation.errors import PolicyError
from workstation.policy.rules import Policy


def encode_policy(policy: Policy) -> bytes:
    """Return the bytes of `policy`; equal policies have equal bytes."""
    return msgspec.msgpack.encode(policy, order="deterministic")


def decode_policy(untrusted: bytes) -> Policy:
    """Return the policy in `untrusted`; raise PolicyError where it is none."""
    hint = "Is the keeper of this version?"
    try:
        policy = msgspec.msgpack.decode(untrusted, type=Policy)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PolicyError("the keeper's policy cannot be understood", hint=hint) from error
    if not policy.rule:
        raise PolicyError("the keeper's policy has no rules", hint=hint)
    return policy


def version_of(policy: Policy) -> str:
    """Return the short name of exactly these rules: twelve hexadecimal digits of the SHA-256 of their bytes."""
    return digest_of(policy)[:12]


def digest_of(policy: Policy) -> str:
    """Return the whole SHA-256 of these rules' bytes, in hexadecimal digits."""
    return hashlib.sha256(encode_policy(policy)).hexdigest()
