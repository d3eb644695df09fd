"""The policies that this store hands out: what was published into its folder, as it lies there."""

# SPDX-License-Identifier: Apache-2.0

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from workstation.auditstore.refusal import RefusedError
from workstation.record.exchange import ROOT_LIMIT
from workstation.record.malformed import MALFORMED

NAMES = "policies"
_PATH = re.compile(r"/?(?:metadata|targets)(?:/[A-Za-z0-9=_%-][A-Za-z0-9=._%-]{0,250}){1,4}")


class _Snapshot(msgspec.Struct, frozen=True):
    version: int


class _Signed(msgspec.Struct, frozen=True):
    meta: dict[str, _Snapshot]


class _Timestamp(msgspec.Struct, frozen=True):
    signed: _Signed


@dataclass(frozen=True, slots=True)
class PublishedPolicies:
    """A TUF repository on this machine. Nothing here judges it: every device verifies what it fetches."""

    folder: Path

    def file(self, path: str) -> bytes:
        """Return a published file by its path under the folder; raise RefusedError where there is none."""
        if _PATH.fullmatch(path):
            try:
                return (self.folder / path.lstrip("/")).read_bytes()
            except OSError:
                pass
        raise RefusedError(404, "no such policy file is published here")

    def first_root(self) -> bytes:
        """Return the root that devices pin when they are enrolled, b"" where nothing is published yet."""
        try:
            root = self.file("metadata/1.root.json")
        except RefusedError:
            return b""
        return root if len(root) <= ROOT_LIMIT else b""

    def version(self) -> int:
        """Return which set of policies is published: it grows with every publication; 0 before the first."""
        try:
            timestamp = msgspec.json.decode(self.file("metadata/timestamp.json"), type=_Timestamp)
            return timestamp.signed.meta["snapshot.json"].version
        except (RefusedError, KeyError, *MALFORMED):
            return 0
