"""`deskwarden policy`: keys, publishing, rotation and the timestamp of a repository; the conformance suite's client."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workstation.alone import Hold
from workstation.errors import AlreadyRunningError, DistributionError, PolicyError

if TYPE_CHECKING:
    from workstation.distribution.custody import Custody
    from workstation.distribution.signing import Lives

SHORTEST = 12
distribution_app = typer.Typer()
tuf_app = typer.Typer(help="A TUF client as theupdateframework's conformance suite calls it; exit code 0 or 1.")
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The repository; metadata/ and targets/ in it are served.")]
Offline = Annotated[Path | None, typer.Option(help="The first signer's keys and the root's; DIR/offline without it.")]
Second = Annotated[Path | None, typer.Option(help="The second signer's key; DIR/second without it.")]
Online = Annotated[Path | None, typer.Option(help="The keys for snapshot and timestamp; DIR/online without it.")]
RootDays = Annotated[float, typer.Option(min=0.001, help="How long a root holds.")]
TargetsDays = Annotated[float, typer.Option(min=0.001, help="How long a list of policies holds.")]
SnapshotDays = Annotated[float, typer.Option(min=0.001, help="How long a snapshot holds.")]
TimestampDays = Annotated[float, typer.Option(min=0.001, help="How long a timestamp holds.")]


@distribution_app.command()
def init_keys(
    folder: Folder,
    root_threshold: Annotated[int, typer.Option(min=1, help="How many root keys must sign a root.")] = 2,
    root_keys: Annotated[int, typer.Option(min=1, max=32, help="How many root keys there are.")] = 3,
    offline: Offline = None,
    second: Second = None,
    online: Online = None,
    root_days: RootDays = 365,
    targets_days: TargetsDays = 90,
    snapshot_days: SnapshotDays = 7,
    timestamp_days: TimestampDays = 1,
) -> None:
    """Make Ed25519 keys in three folders, encrypted, and the first metadata. Seats pin metadata/1.root.json."""
    from workstation.distribution.repository import Repository

    custody = _custody(folder, offline, second or folder / "second", online, confirm=True)
    lives = _lives(root_days, targets_days, snapshot_days, timestamp_days)
    custody.begin(Repository(folder), root_keys, root_threshold, _now(), lives)
    typer.echo(f"Publish with: deskwarden policy publish {folder} POLICY.toml --second-key {custody.second}")
    typer.echo(f"Seats pin {folder / 'metadata' / '1.root.json'}. Take {custody.offline} and {custody.second} away.")


@distribution_app.command()
def publish(
    folder: Folder,
    policy: Annotated[Path, typer.Argument(help="The policy file.")],
    team: Annotated[list[str] | None, typer.Option(help="A team it is for; may be repeated; all without it.")] = None,
    offline: Offline = None,
    second_key: Annotated[Path | None, typer.Option(help="The second signer's folder, for what loosens.")] = None,
    online: Online = None,
    targets_days: TargetsDays = 90,
    snapshot_days: SnapshotDays = 7,
    timestamp_days: TimestampDays = 1,
) -> None:
    """Publish a policy for all, or for teams. What loosens the one before needs a second signer."""
    from workstation.distribution.publishing import publish as publish_policy
    from workstation.distribution.publishing import would_loosen
    from workstation.distribution.repository import Repository

    repository, source = Repository(folder), _bytes(policy)
    teams: list[str | None] = [*team] if team else [None]
    for whose in teams:
        for what in would_loosen(repository, source, str(policy), whose):
            typer.echo(f"Loosens: {what}.")
    lives = _lives(365, targets_days, snapshot_days, timestamp_days)
    custody = _custody(folder, offline, second_key, online)
    signing = custody.signing(repository.root(), _now(), lives, targets=True)
    with _alone(folder):
        for whose in teams:
            published = publish_policy(repository, source, str(policy), whose, signing)
            typer.echo(f"{published.path}: published, version {published.version} of its list.")


@distribution_app.command()
def rotate(
    folder: Folder,
    role: Annotated[str, typer.Argument(help="root, targets, snapshot or timestamp.")],
    key: Annotated[str | None, typer.Option(help="The beginning of the id of the key that goes.")] = None,
    offline: Offline = None,
    second: Second = None,
    online: Online = None,
    root_days: RootDays = 365,
    targets_days: TargetsDays = 90,
    snapshot_days: SnapshotDays = 7,
    timestamp_days: TimestampDays = 1,
) -> None:
    """Put a new key where one of a role was; a new root, signed by old keys and new, says so."""
    from workstation.distribution.repository import Repository

    custody = _custody(folder, offline, second or folder / "second", online)
    lives = _lives(root_days, targets_days, snapshot_days, timestamp_days)
    with _alone(folder):
        version = custody.rotate(Repository(folder), role, key, _now(), lives)
    typer.echo(f"Root version {version} is published: the role {role} has a new key. Destroy the old one.")


@distribution_app.command()
def refresh_timestamp(
    folder: Folder, online: Online = None, snapshot_days: SnapshotDays = 7, timestamp_days: TimestampDays = 1
) -> None:
    """Sign the timestamp again, and the snapshot when half its life is over. A timer runs this."""
    from workstation.distribution.publishing import refresh_timestamp as refresh
    from workstation.distribution.repository import Repository

    repository = Repository(folder)
    custody = _custody(folder, None, None, online)
    lives = _lives(365, 90, snapshot_days, timestamp_days)
    signing = custody.signing(repository.root(), _now(), lives, targets=False)
    with _alone(folder):
        refresh(repository, signing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    metadata_dir: Path
    metadata_url: str
    target_name: str | None
    target_base_url: str | None
    target_dir: Path | None


@tuf_app.callback()
def tuf_client(
    context: typer.Context,
    metadata_dir: Annotated[Path, typer.Option(help="Where trusted metadata is kept.")],
    metadata_url: Annotated[str, typer.Option(help="Where metadata is served.")] = "",
    target_name: Annotated[str | None, typer.Option(help="The target to download.")] = None,
    target_base_url: Annotated[str | None, typer.Option(help="Where targets are served.")] = None,
    target_dir: Annotated[Path | None, typer.Option(help="Where targets are kept.")] = None,
) -> None:
    """Keep what every command is told first."""
    context.obj = _Asked(
        metadata_dir=metadata_dir,
        metadata_url=metadata_url,
        target_name=target_name,
        target_base_url=target_base_url,
        target_dir=target_dir,
    )


@tuf_app.command()
def init(context: typer.Context, root: Annotated[Path, typer.Argument(help="The first trusted root.")]) -> None:
    """Trust a root."""
    from workstation.distribution.conformance import ConformanceClient

    ConformanceClient(metadata_dir=context.obj.metadata_dir).init(root)


@tuf_app.command()
def refresh(context: typer.Context) -> None:
    """Bring the metadata up to date."""
    from workstation.distribution.conformance import ConformanceClient

    asked: _Asked = context.obj
    ConformanceClient(metadata_dir=asked.metadata_dir, metadata_url=asked.metadata_url).refresh(_now())


@tuf_app.command()
def download(context: typer.Context) -> None:
    """Bring one target."""
    from workstation.distribution.conformance import ConformanceClient

    asked: _Asked = context.obj
    if asked.target_name is None or asked.target_dir is None or asked.target_base_url is None:
        raise DistributionError("the download", "--target-name, --target-base-url and --target-dir are needed")
    client = ConformanceClient(
        metadata_dir=asked.metadata_dir, metadata_url=asked.metadata_url, targets_url=asked.target_base_url
    )
    client.download(asked.target_name, asked.target_dir, _now())


distribution_app.add_typer(tuf_app, name="tuf-client")


def _custody(
    folder: Path, offline: Path | None, second: Path | None, online: Path | None, *, confirm: bool = False
) -> "Custody":
    from workstation.distribution.custody import Custody

    said: dict[str, str] = {}

    def passphrase(name: str) -> str:
        return said.setdefault(name, said.get(name) or _passphrase(name, confirm=confirm))

    return Custody(
        offline=offline or folder / "offline",
        second=second,
        online=online or folder / "online",
        passphrase=passphrase,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the repository while the block writes: two writers would each leave out what the other one listed."""
    taken = AlreadyRunningError("another command writes policies here", hint="Wait for it, then try again.")
    hold = Hold(folder, taken)
    try:
        yield
    finally:
        hold.release()


def _passphrase(name: str, *, confirm: bool) -> str:
    """Return the passphrase of one folder of keys, from the environment or from who sits here."""
    variable = f"DESKWARDEN_{name.upper()}_PASSPHRASE"
    passphrase = os.environ.get(variable)
    if passphrase is None:
        asked = f"Passphrase of the {name} keys ({variable})"
        passphrase = str(typer.prompt(asked, hide_input=True, confirmation_prompt=confirm, err=True))
    if len(passphrase) < SHORTEST:
        raise PolicyError(f"the passphrase of the {name} keys has fewer than {SHORTEST} characters")
    return passphrase


def _lives(root: float, targets: float, snapshot: float, timestamp: float) -> "Lives":
    from workstation.distribution.signing import Lives

    return Lives(
        root=timedelta(days=root),
        targets=timedelta(days=targets),
        snapshot=timedelta(days=snapshot),
        timestamp=timedelta(days=timestamp),
    )


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PolicyError(f"{file} cannot be read: {error.strerror}") from error


def _now() -> datetime:
    return datetime.now(UTC)
