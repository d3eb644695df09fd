"""One repository of policies, its keys, and seats that refresh from it."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner, Signer

from tests.fakes.policyserver import URL, FakePolicyServer
from workstation.distribution.client import Source, refresh
from workstation.distribution.publishing import Published, create, publish, refresh_timestamp
from workstation.distribution.repository import Repository
from workstation.distribution.rotation import Exchange, rotate
from workstation.distribution.signing import Lives, Signing

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RULE = '[[rule]]\nkind = "idle"\nid = "idle"\nafter_seconds = {}\n'


def policy(seconds: int, name: str = "Cards") -> bytes:
    """Return a policy that is looser the more seconds it has."""
    return f'name = "{name}"\nformat = 1\n\n{RULE.format(seconds)}'.encode()


class Publisher:
    """Who publishes: two people with a key each, and one machine with the keys that run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder)
        self.now = NOW
        self.keys: dict[str, list[Signer]] = {
            role: [CryptoSigner.generate_ed25519() for _ in range(count)]
            for role, count in {"root": 3, "targets": 2, "snapshot": 1, "timestamp": 1}.items()
        }
        create(self.repository, self.keys["root"], 2, self.signing(2))
        self.pinned = (folder / "metadata" / "1.root.json").read_bytes()

    def signing(self, people: int, lives: Lives | None = None) -> Signing:
        return Signing(
            targets=self.keys["targets"][:people],
            snapshot=self.keys["snapshot"],
            timestamp=self.keys["timestamp"],
            now=self.now,
            lives=lives or Lives(),
        )

    def publish(self, data: bytes, team: str | None = None, *, people: int = 1) -> Published:
        return publish(self.repository, data, "policy.toml", team, self.signing(people))

    def stamp(self) -> None:
        refresh_timestamp(self.repository, self.signing(0))

    def rotate(self, role: str, *, with_old: bool = True) -> None:
        """Put a new key where the first of `role` was."""
        old, new = self.keys[role][0], CryptoSigner.generate_ed25519()
        exchange = Exchange(role=role, old=old.public_key.keyid, new=new)
        root_keys = self.keys["root"]
        rest = self.keys[role][1:]
        self.keys[role] = [new, *rest, *([old] if with_old else [])]
        rotate(self.repository, exchange, root_keys, self.signing(3))
        self.keys[role] = [new, *rest]


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One seat's folders and what it was enrolled with."""

    metadata_dir: Path
    target_dir: Path
    source: Source
    team: str | None = None

    def refresh(self, now: datetime = NOW) -> bytes:
        return refresh(self.metadata_dir, self.target_dir, self.source, self.team, now)

    def of(self, team: str | None) -> "Seat":
        return replace(self, team=team)

    @property
    def kept(self) -> bytes:
        return (self.target_dir / "policy.toml").read_bytes()


class Seats:
    """Makes seats that were enrolled with the first root."""

    def __init__(self, folder: Path, publisher: Publisher, server: FakePolicyServer) -> None:
        self._folder, self._publisher, self._server = folder, publisher, server

    def __call__(self, name: str = "seat", team: str | None = None) -> Seat:
        return Seat(
            metadata_dir=self._folder / name / "metadata",
            target_dir=self._folder / name / "targets",
            source=Source(fetcher=self._server, url=URL, pinned_root=self._publisher.pinned),
            team=team,
        )


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path / "repository")


@pytest.fixture
def server(publisher: Publisher) -> FakePolicyServer:
    return FakePolicyServer(publisher.folder)


@pytest.fixture
def seats(tmp_path: Path, publisher: Publisher, server: FakePolicyServer) -> Seats:
    return Seats(tmp_path, publisher, server)


@pytest.fixture
def seat(publisher: Publisher, seats: Seats) -> Seat:
    """Return a seat that has the policy of 300 seconds already."""
    publisher.publish(policy(300), people=2)
    seat = seats()
    seat.refresh()
    return seat


def days(count: float) -> timedelta:
    """Return so many days."""
    return timedelta(days=count)
