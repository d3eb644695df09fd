"""The policy packs that ship with the product, as files beside it."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

from workstation.errors import PolicyError

FOLDER = Path(__file__).parent.parent / "policies"


def shipped_pack(name: str) -> bytes:
    """Return the pack that ships under `name`; raise PolicyError naming those that do where there is none."""
    path = FOLDER / f"{name}.toml"
    try:
        return path.read_bytes()
    except OSError as error:
        there = ", ".join(sorted(each.stem for each in FOLDER.glob("*.toml")))
        raise PolicyError(f'no pack is called "{name}"; there are: {there}') from error
