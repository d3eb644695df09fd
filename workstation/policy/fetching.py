"""What the keeper and the process that fetches policies for it say to each other, as msgpack."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

import msgspec


class PolicyWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fetch the policy of `team` as of `now`. Holds the device's private key: it goes through a pipe, never a file.

    Requests are signed at the store's time, which is `ahead` of this machine's by so many seconds.

    `folder` keeps trusted metadata and the last good policy; `pinned_root` is what the device was enrolled with.
    """

    url: str
    authority: str
    pinned_root: bytes
    device: str
    device_key: bytes
    team: str
    folder: str
    now: datetime
    ahead: float = 0.0

    def __repr__(self) -> str:
        return f"PolicyWanted(device={self.device!r}, url={self.url!r})"


class PolicyFetched(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="fetched"):
    """The policy in force, every signature verified: TOML, without the packs that it extends."""

    policy: bytes


class PolicyRefused(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="refused"):
    """What is published does not prove itself: which file, and why. The last good policy stays."""

    what: str
    why: str


class PolicyAway(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="away"):
    """Nothing could be fetched, and nothing is wrong with what is kept."""

    why: str


FetchAnswer = PolicyFetched | PolicyRefused | PolicyAway
