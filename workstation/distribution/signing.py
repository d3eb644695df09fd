"""Putting signatures on metadata, and the lives that signed metadata has."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """How long metadata holds unless it is signed again: the shorter, the sooner a withheld policy is noticed."""

    root: timedelta = timedelta(days=365)
    targets: timedelta = timedelta(days=90)
    snapshot: timedelta = timedelta(days=7)
    timestamp: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The private keys at hand by role (targets: two people's, or one's), the time, and how long all shall hold."""

    targets: Sequence[Signer] = field(default=(), repr=False)
    snapshot: Sequence[Signer] = field(repr=False)
    timestamp: Sequence[Signer] = field(repr=False)
    now: datetime
    lives: Lives = field(default_factory=Lives)

    def until(self, life: timedelta) -> datetime:
        """Return when what is signed now ends."""
        return self.now.astimezone(UTC) + life


def signed(metadata: Metadata[Any], signers: Iterable[Signer]) -> bytes:
    """Return the bytes of `metadata` under exactly these signatures."""
    metadata.signatures.clear()
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def sealed(
    roles: Mapping[str, Metadata[Targets]], snapshot: Snapshot, timestamp: Timestamp, signing: Signing
) -> dict[str, bytes]:
    """Return the files that publish already signed `roles`, in the order of writing: what points comes last."""
    files: dict[str, bytes] = {}
    for role, metadata in roles.items():
        data = metadata.to_bytes()
        files[f"{metadata.signed.version}.{role}.json"] = data
        snapshot.meta[f"{role}.json"] = MetaFile.from_data(metadata.signed.version, data, ["sha256"])
    snapshot.expires = signing.until(signing.lives.snapshot)
    data = signed(Metadata(snapshot), signing.snapshot)
    files[f"{snapshot.version}.snapshot.json"] = data
    timestamp.snapshot_meta = MetaFile.from_data(snapshot.version, data, ["sha256"])
    return files | {"timestamp.json": stamped(timestamp, signing)}


def stamped(timestamp: Timestamp, signing: Signing) -> bytes:
    """Return the timestamp, signed for one life from now."""
    timestamp.expires = signing.until(signing.lives.timestamp)
    return signed(Metadata(timestamp), signing.timestamp)


def signed_root(root: Root, keys: Iterable[Signer], signing: Signing) -> Metadata[Root]:
    """Return `root`, signed for one life from now."""
    root.expires = signing.until(signing.lives.root)
    metadata = Metadata(root)
    signed(metadata, keys)
    return metadata
