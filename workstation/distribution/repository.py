"""The published folder: metadata/ and targets/ as any web server shows them. One writer at a time."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp

from workstation.distribution.names import TARGETS, file_of
from workstation.distribution.writing import write_whole
from workstation.errors import PolicyError

ROOT_FILE = re.compile(r"([1-9][0-9]{0,8})\.root\.json")
S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Repository:
    """What is published now. Reading checks every signature, so that nothing foreign is ever signed again."""

    folder: Path

    def roots(self) -> int:
        """Return how many roots there are; the last is in force."""
        names = (ROOT_FILE.fullmatch(path.name) for path in self._metadata.glob("*.root.json"))
        return max((int(name[1]) for name in names if name), default=0)

    def root(self) -> Root:
        """Return the root in force, reached from the first one step by step."""
        if not (last := self.roots()):
            raise PolicyError(f"{self.folder} holds no policies", hint=f"deskwarden policy init-keys {self.folder}")
        root = self._read("1.root.json", Root)
        self._check(root.signed, "root", root)
        for version in range(2, last + 1):
            following = self._read(f"{version}.root.json", Root)
            self._check(root.signed, "root", following)
            self._check(following.signed, "root", following)
            root = following
        return root.signed

    def timestamp(self) -> Timestamp:
        """Return the timestamp in force."""
        return self._checked("timestamp.json", "timestamp", Timestamp).signed

    def snapshot(self) -> Snapshot:
        """Return the snapshot in force."""
        return self._checked(f"{self.timestamp().snapshot_meta.version}.snapshot.json", "snapshot", Snapshot).signed

    def targets(self, role: str = TARGETS) -> Metadata[Targets] | None:
        """Return what `role` lists now, with its signatures; None where there is no such role."""
        meta = self.snapshot().meta.get(f"{role}.json")
        if meta is None:
            return None
        if role == TARGETS:
            return self._checked(f"{meta.version}.targets.json", role, Targets)
        listed = self._read(f"{meta.version}.{role}.json", Targets)
        parent = self.targets()
        assert parent is not None
        self._check(parent.signed, role, listed)
        return listed

    def target(self, target: TargetFile) -> bytes:
        """Return the bytes of a listed target."""
        data = self._bytes(self.folder / TARGETS / file_of(target.path, target.hashes["sha256"]))
        try:
            target.verify_length_and_hashes(data)
        except RepositoryError as error:
            raise PolicyError(f"{target.path} was changed on disk: {error}") from error
        return data

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files of metadata in this order."""
        for name, data in files.items():
            self._write(self._metadata / name, data)

    def write_target(self, target: TargetFile, data: bytes) -> None:
        """Write the bytes of a target to where clients look for them."""
        self._write(self.folder / TARGETS / file_of(target.path, target.hashes["sha256"]), data)

    @property
    def _metadata(self) -> Path:
        return self.folder / "metadata"

    def _checked(self, name: str, role: str, kind: type[S]) -> Metadata[S]:
        metadata = self._read(name, kind)
        self._check(self.root(), role, metadata)
        return metadata

    def _read(self, name: str, kind: type[S]) -> Metadata[S]:
        try:
            metadata = Metadata[Any].from_bytes(self._bytes(self._metadata / name))
        except RepositoryError as error:
            raise PolicyError(f"{self._metadata / name} is no metadata: {error}") from error
        if not isinstance(metadata.signed, kind):
            raise PolicyError(f"{self._metadata / name} is no {kind.type}")
        return cast("Metadata[S]", metadata)

    def _check(self, delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> None:
        try:
            delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except (RepositoryError, ValueError) as error:
            raise PolicyError(
                f"{role} in {self._metadata} is not signed by its keys", hint="Restore the folder from a copy."
            ) from error

    @staticmethod
    def _bytes(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise PolicyError(f"{path} cannot be read: {error.strerror}") from error

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        try:
            write_whole(path, data)
        except OSError as error:
            raise PolicyError(f"{path} cannot be written: {error.strerror}") from error
