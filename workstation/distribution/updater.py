"""python-tuf's updater, judging at a time that is passed, and durable through a power cut."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from workstation.distribution.names import path_for, role_for
from workstation.distribution.writing import write_whole
from workstation.errors import DistributionError

BOUNDS = UpdaterConfig(
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=1024 * 1024,
    targets_max_length=1024 * 1024,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A policy as the trusted metadata lists it: by which role, and in which version of it."""

    role: str
    version: int
    target: TargetFile


class PolicyUpdater(Updater):
    """One refresh of one client; not to be used twice."""

    def __init__(
        self,
        *,
        metadata_dir: Path,
        metadata_url: str,
        targets_url: str | None,
        fetcher: FetcherInterface,
        now: datetime,
        bootstrap: bytes | None,
    ) -> None:
        metadata_dir.mkdir(parents=True, exist_ok=True)
        super().__init__(
            str(metadata_dir),
            metadata_url,
            target_base_url=targets_url,
            fetcher=fetcher,
            config=BOUNDS,
            bootstrap=bootstrap,
        )
        self._trusted_set.reference_time = now.astimezone(UTC)

    @property
    def root(self) -> Root:
        """Return the root that is trusted now."""
        return self._trusted_set.root

    def listed(self, team: str | None) -> Listed:
        """Return the policy of a team, or else the one for all; raise DistributionError where none is listed."""
        for whose in (team, None):
            if (target := self.get_targetinfo(path_for(whose))) is not None:
                return self._where(target, (role_for(None), role_for(whose)))
        raise DistributionError("the list of policies", "it lists none for this seat")

    def _where(self, target: TargetFile, roles: Sequence[str]) -> Listed:
        for role in roles:
            known = self._trusted_set.get(role)
            if isinstance(known, Targets) and known.targets.get(target.path) is target:
                return Listed(role=role, version=known.version, target=target)
        raise DistributionError(target.path, "it is listed where it does not belong")

    def evidence(self, listed: Listed) -> Metadata[Targets]:
        """Return the metadata that lists a policy, with its signatures: those of the file that was just trusted."""
        return _parsed(self._load_local_metadata(listed.role), listed.role, listed.version)

    def earlier(self, listed: Listed, version: int) -> Metadata[Targets]:
        """Fetch an earlier version of the same role. Nothing of it was verified yet."""
        data = self._download_metadata(listed.role, self.config.targets_max_length, version)
        return _parsed(data, f"{version}.{listed.role}.json", version)

    def _persist_file(self, filename: str, data: bytes) -> None:
        write_whole(Path(filename), data)


class Witness(FetcherInterface):
    """Passes on what another fetcher fetches, and remembers the last name, so that a refusal can say of what."""

    def __init__(self, fetcher: FetcherInterface) -> None:
        self._fetcher = fetcher
        self.last = "the list of policies"

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.last = url.rpartition("/")[2]
        return self._fetcher.fetch(url)


def _parsed(data: bytes, name: str, version: int) -> Metadata[Targets]:
    metadata = Metadata[Any].from_bytes(data)
    if not isinstance(metadata.signed, Targets) or metadata.signed.version != version:
        raise RepositoryError(f"{name} is not version {version} of a list of targets")
    return metadata
