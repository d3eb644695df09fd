"""Publishing: a first set of metadata, a policy for all or for a team, and a timestamp that is young again."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from securesystemslib.signer import Signer
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Snapshot, TargetFile, Targets, Timestamp

from workstation.distribution.approval import ENOUGH, Approval, approval_of, say_approval
from workstation.distribution.names import TARGETS, path_for, role_for
from workstation.distribution.repository import Repository
from workstation.distribution.signing import Signing, sealed, signed, signed_root, stamped
from workstation.errors import PolicyError
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.strictness import loosened

FIRST = "it is the first policy here"
FIRST_OF_TEAM = "it is the first policy of this team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published, and what it loosens against the policy before it."""

    path: str
    version: int
    loosens: Sequence[str]


def create(repository: Repository, root_keys: Sequence[Signer], threshold: int, signing: Signing) -> None:
    """Write the first root, targets, snapshot and timestamp; raise PolicyError where there are some already."""
    if repository.roots():
        raise PolicyError(f"{repository.folder} holds policies already", hint="Nothing was changed.")
    root = Root(consistent_snapshot=True)
    keys = {"root": root_keys, TARGETS: signing.targets, "snapshot": signing.snapshot, "timestamp": signing.timestamp}
    for role, holders in keys.items():
        for holder in holders:
            root.add_key(holder.public_key, role)
    root.roles["root"].threshold = threshold
    targets = Metadata(Targets(expires=signing.until(signing.lives.targets)))
    signed(targets, signing.targets)
    files = sealed({TARGETS: targets}, Snapshot(meta={}), Timestamp(), signing)
    repository.write(files | {"1.root.json": signed_root(root, root_keys, signing).to_bytes()})


def would_loosen(repository: Repository, policy_bytes: bytes, source: str, team: str | None) -> list[str]:
    """Return what this policy loosens against the one that the team has now; raise PolicyError where it is none."""
    policy = parse_policy(policy_bytes, source, shipped_pack)
    current = current_policy(repository, team)
    if current is None:
        return [FIRST]
    first = [FIRST_OF_TEAM] if _own_policy(repository, team) is None else []
    return first + list(loosened(parse_policy(current, "the published policy", shipped_pack), policy))


def publish(repository: Repository, policy_bytes: bytes, source: str, team: str | None, signing: Signing) -> Published:
    """Publish `policy_bytes` for a team, or for all; raise PolicyError where they are no policy or lack a signer."""
    loosens = would_loosen(repository, policy_bytes, source, team)
    two = len({signer.public_key.keyid for signer in signing.targets}) >= ENOUGH
    if loosens and not two:
        raise PolicyError(
            f"{source} needs a second signer: {'; '.join(loosens)}",
            hint="Publish it with --second-key, the key of another person.",
        )
    roles = _roles_for(repository, team)
    role, path = role_for(team), path_for(team)
    target = TargetFile.from_data(path, policy_bytes, ["sha256"])
    version = roles[role].signed.version
    say_approval(target, Approval(loosens, version if two else _last_two_signed(roles[role].signed, path)))
    for name, metadata in roles.items():
        carry_approvals(metadata.signed, two=two)
        if name == role:
            metadata.signed.targets[path] = target
        metadata.signed.expires = signing.until(signing.lives.targets)
        signed(metadata, signing.targets)
    repository.write_target(target, policy_bytes)
    repository.write(sealed(roles, next_snapshot(repository), next_timestamp(repository), signing))
    return Published(path=path, version=version, loosens=loosens)


def refresh_timestamp(repository: Repository, signing: Signing) -> None:
    """Sign the timestamp again, and the snapshot too once half its life is over."""
    timestamp, snapshot = next_timestamp(repository), repository.snapshot()
    if snapshot.expires - signing.now.astimezone(UTC) < signing.lives.snapshot / 2:
        repository.write(sealed({}, next_snapshot(repository), timestamp, signing))
    else:
        repository.write({"timestamp.json": stamped(timestamp, signing)})


def current_policy(repository: Repository, team: str | None) -> bytes | None:
    """Return what is published for a team now: its own policy, else the one for all; None where there is neither."""
    own = _own_policy(repository, team)
    return _own_policy(repository, None) if own is None else own


def _own_policy(repository: Repository, team: str | None) -> bytes | None:
    listed = repository.targets(role_for(team))
    target = None if listed is None else listed.signed.targets.get(path_for(team))
    return None if target is None else repository.target(target)


def next_snapshot(repository: Repository) -> Snapshot:
    """Return the snapshot that comes after the one in force."""
    snapshot = repository.snapshot()
    snapshot.version += 1
    return snapshot


def next_timestamp(repository: Repository) -> Timestamp:
    """Return the timestamp that comes after the one in force."""
    timestamp = repository.timestamp()
    timestamp.version += 1
    return timestamp


def next_targets(repository: Repository, role: str = TARGETS) -> Metadata[Targets]:
    """Return what `role` lists, as its next version; a role that is new lists nothing."""
    metadata = repository.targets(role)
    if metadata is None:
        return Metadata(Targets())
    metadata.signed.version += 1
    return metadata


def carry_approvals(targets: Targets, *, two: bool) -> None:
    """Say beside each target which version two people signed: this one, or still the one before."""
    for target in targets.targets.values():
        before = approval_of(target)
        say_approval(target, Approval(before.loosens, targets.version) if two else Approval((), before.two_signed))


def _last_two_signed(targets: Targets, path: str) -> int:
    return approval_of(targets.targets[path]).two_signed if path in targets.targets else 0


def _roles_for(repository: Repository, team: str | None) -> dict[str, Metadata[Targets]]:
    """Return the roles that change where this team's policy does, each as its next version."""
    role = role_for(team)
    if team is None:
        return {TARGETS: next_targets(repository)}
    parent = repository.targets()
    assert parent is not None
    if parent.signed.delegations is not None and role in (parent.signed.delegations.roles or {}):
        return {role: next_targets(repository, role)}
    parent.signed.version += 1
    _delegate(repository.root(), parent.signed, role, path_for(team))
    return {role: next_targets(repository, role), TARGETS: parent}


def _delegate(root: Root, targets: Targets, role: str, path: str) -> None:
    """Let `role` list `path`, under the same keys as the targets themselves."""
    keyids = root.roles[TARGETS].keyids
    delegations = targets.delegations or Delegations({}, {})
    delegations.keys |= {keyid: root.keys[keyid] for keyid in keyids}
    assert delegations.roles is not None
    delegations.roles[role] = DelegatedRole(role, list(keyids), 1, terminating=True, paths=[path])
    targets.delegations = delegations
