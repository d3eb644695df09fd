"""Policy files as the commands read them."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

from workstation.errors import PolicyError
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.rules import Policy


def read_policy(file: Path) -> Policy:
    """Return the policy in `file`, packs included; raise PolicyError where it is none or cannot be read."""
    return parse_policy(read_bytes(file), str(file), shipped_pack)


def read_bytes(file: Path) -> bytes:
    """Return what is in `file`; raise PolicyError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise PolicyError(f"{file} cannot be read: {error.strerror}") from error
