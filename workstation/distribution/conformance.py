"""What theupdateframework's conformance suite calls: the same updater and fetcher as a seat's, and no policy."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import DownloadError, RepositoryError

from workstation.distribution.fetching import HttpFetcher
from workstation.distribution.updater import PolicyUpdater
from workstation.distribution.writing import write_whole
from workstation.errors import DistributionError


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceClient:
    """One client by its folder of metadata. Every method raises DistributionError for whatever it refuses."""

    metadata_dir: Path
    metadata_url: str = ""
    targets_url: str | None = None

    def init(self, root: Path) -> None:
        """Trust `root`; nothing is asked of the repository."""
        try:
            write_whole(self.metadata_dir / "root.json", root.read_bytes())
        except OSError as error:
            raise DistributionError(str(root), f"{error.strerror}") from error

    def refresh(self, now: datetime) -> None:
        """Bring the metadata up to date."""
        try:
            self._updater(now).refresh()
        except (RepositoryError, DownloadError, OSError, ValueError) as error:
            raise DistributionError("the metadata", str(error)) from error

    def download(self, name: str, target_dir: Path, now: datetime) -> None:
        """Bring one target into `target_dir`, unless it is there already."""
        target_dir.mkdir(parents=True, exist_ok=True)
        try:
            updater = self._updater(now)
            updater.target_dir = str(target_dir)
            updater.refresh()
            if (target := updater.get_targetinfo(name)) is None:
                raise DistributionError(name, "no role lists it")
            if updater.find_cached_target(target) is None:
                updater.download_target(target)
        except (RepositoryError, DownloadError, OSError, ValueError) as error:
            raise DistributionError(name, str(error)) from error

    def _updater(self, now: datetime) -> PolicyUpdater:
        return PolicyUpdater(
            metadata_dir=self.metadata_dir,
            metadata_url=self.metadata_url,
            targets_url=self.targets_url,
            fetcher=HttpFetcher(),
            now=now,
            bootstrap=None,
        )
