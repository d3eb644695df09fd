"""The seat's side: fetch what is published, refuse whatever does not prove itself, keep the last good policy."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import FetcherInterface

from workstation.distribution.approval import approval_of, is_two_signed
from workstation.distribution.names import POLICY
from workstation.distribution.updater import Listed, PolicyUpdater, Witness
from workstation.distribution.writing import write_whole
from workstation.errors import DistributionError, DistributionUnreachableError, PolicyError
from workstation.packs import shipped_pack
from workstation.policy.load import MAX_BYTES, parse_policy
from workstation.policy.strictness import loosened

ACCEPTED = "accepted.json"
INCOMING = "incoming"
EXPIRED = re.compile(r"(\w+\.json) is expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where policies come from, and the root that was pinned when this device was enrolled."""

    fetcher: FetcherInterface
    url: str
    pinned_root: bytes


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was accepted last: for which team, from which target, in which version of its role."""

    team: str | None
    path: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The last good policy, and what is known of how it came here."""

    policy: bytes
    accepted: Accepted | None


def refresh(metadata_dir: Path, target_dir: Path, source: Source, team: str | None, now: datetime) -> bytes:
    """Return the policy in force for `team` at `now`, and keep it in `target_dir`; one process at a time.

    Raise DistributionError, naming what was refused, where anything does not prove itself, and leave the last good
    policy on disk as it is; raise DistributionUnreachableError where the store shows nothing.
    """
    witness = Witness(source.fetcher)
    with _refusals(witness):
        updater = PolicyUpdater(
            metadata_dir=metadata_dir,
            metadata_url=f"{source.url.rstrip('/')}/metadata/",
            targets_url=f"{source.url.rstrip('/')}/targets/",
            fetcher=witness,
            now=now,
            bootstrap=source.pinned_root,
        )
        updater.refresh()
        listed = updater.listed(team)
        policy = _fetched(updater, listed.target, target_dir)
        parse_policy(policy, listed.target.path, shipped_pack)
        _Judge(updater=updater, listed=listed, team=team, target_dir=target_dir).judge(policy, kept(target_dir))
        _keep(target_dir, policy, Accepted(team, listed.target.path, listed.version, _sha256(policy)))
    return policy


def kept(target_dir: Path) -> Kept | None:
    """Return the last good policy; None where there is none, or the disk holds something else."""
    try:
        policy = (target_dir / POLICY).read_bytes()
        parse_policy(policy, POLICY, shipped_pack)
    except (OSError, PolicyError):
        return None
    try:
        accepted = msgspec.json.decode((target_dir / ACCEPTED).read_bytes(), type=Accepted)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        accepted = None
    return Kept(policy=policy, accepted=accepted if accepted and accepted.sha256 == _sha256(policy) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Whether two people stand behind a policy that loosens."""

    updater: PolicyUpdater
    listed: Listed
    team: str | None
    target_dir: Path

    def judge(self, policy: bytes, before: Kept | None) -> None:
        """Raise DistributionError where `policy` loosens, and one person alone signed it."""
        approval = approval_of(self.listed.target)
        if is_two_signed(self.updater.root, self.updater.evidence(self.listed)):
            return
        loosens = list(approval.loosens) or _loosened(before.policy if before else None, policy)
        if loosens and not approval.loosens and self._is_newer(approval.two_signed, before):
            loosens = _loosened(self._approved(approval.two_signed), policy)
        if loosens:
            raise DistributionError(
                self.listed.target.path,
                f"it loosens, and only one person signed it: {'; '.join(loosens)}",
                hint="The last good policy stays in force. Publish it again with --second-key.",
            )

    def _is_newer(self, two_signed: int, before: Kept | None) -> bool:
        """Say whether two people signed that version since this seat last accepted one.

        An older one they signed once may have been tightened since, and proves nothing.
        """
        known = before.accepted if before else None
        if before is None or (known is not None and known.team != self.team):
            return 0 < two_signed < self.listed.version
        return (
            known is not None
            and known.path == self.listed.target.path
            and known.version < two_signed < self.listed.version
        )

    def _approved(self, version: int) -> bytes:
        """Fetch the policy that two people signed in an earlier version of the role, which this seat missed."""
        metadata = self.updater.earlier(self.listed, version)
        target = metadata.signed.targets.get(self.listed.target.path)
        if target is None or not is_two_signed(self.updater.root, metadata):
            raise DistributionError(f"{version}.{self.listed.role}.json", "two people should have signed it")
        policy = _fetched(self.updater, target, self.target_dir)
        parse_policy(policy, target.path, shipped_pack)
        return policy


def _loosened(before: bytes | None, now: bytes) -> list[str]:
    if before is None:
        return ["it is the first policy here"]
    return list(
        loosened(
            parse_policy(before, "the last good policy", shipped_pack),
            parse_policy(now, "the new policy", shipped_pack),
        )
    )


def _fetched(updater: PolicyUpdater, target: TargetFile, target_dir: Path) -> bytes:
    """Return the bytes of a target, verified by length and hashes."""
    if target.length > MAX_BYTES:
        raise DistributionError(target.path, f"{target.length} bytes; a policy has at most {MAX_BYTES}")
    target_dir.mkdir(parents=True, exist_ok=True)
    incoming = target_dir / INCOMING
    updater.download_target(target, str(incoming))
    data = incoming.read_bytes()
    incoming.unlink()
    target.verify_length_and_hashes(data)
    return data


def _keep(target_dir: Path, policy: bytes, accepted: Accepted) -> None:
    before = kept(target_dir)
    if before is None or before.policy != policy:
        write_whole(target_dir / POLICY, policy)
    if before is None or before.accepted != accepted:
        write_whole(target_dir / ACCEPTED, msgspec.json.encode(accepted))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _refusals(witness: Witness) -> Iterator[None]:
    """Turn whatever the libraries say into one error of ours that names what was refused."""
    try:
        yield
    except DistributionError:
        raise
    except DownloadLengthMismatchError as error:
        raise DistributionError(witness.last, f"it is longer than it may be: {error}") from error
    except DownloadError as error:
        raise DistributionUnreachableError(
            witness.last, f"it could not be fetched: {error}", hint="The last good policy stays in force."
        ) from error
    except PolicyError as error:
        raise DistributionError("the published policy", str(error)) from error
    except RepositoryError as error:
        expired = EXPIRED.search(str(error))
        raise DistributionError(expired[1] if expired else witness.last, str(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DistributionError(witness.last, f"it is malformed: {error}") from error
    except OSError as error:
        raise DistributionError(
            "every policy", f"this disk does not take it: {error.strerror}", hint="Is the disk full?"
        ) from error
