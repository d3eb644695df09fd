"""Rotation: one key of a role makes way for a new one, and a new root, signed by old keys and new, says so."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, Root, Targets

from workstation.distribution.approval import ENOUGH
from workstation.distribution.names import TARGETS
from workstation.distribution.publishing import carry_approvals, next_snapshot, next_targets, next_timestamp
from workstation.distribution.repository import Repository
from workstation.distribution.signing import Signing, sealed, signed, signed_root
from workstation.errors import PolicyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The key of `role` that goes, by its id, and the one that comes."""

    role: str
    old: str
    new: Signer = field(repr=False)


def rotate(
    repository: Repository,
    exchange: Exchange,
    root_keys: Sequence[Signer],
    signing: Signing,
) -> int:
    """Write the next root and all that the new key signs; return the root's version.

    `signing` may hold the old key as well: signed by both, everything holds under both roots, whichever a seat has.
    """
    old_root, root = repository.root(), repository.root()
    root.version += 1
    root.revoke_key(exchange.old, exchange.role)
    root.add_key(exchange.new.public_key, exchange.role)
    metadata = signed_root(root, _distinct((*root_keys, exchange.new)), signing)
    if not root.get_root_verification_result(old_root, metadata.signed_bytes, metadata.signatures):
        raise PolicyError(
            "the new root lacks signatures of the old root's keys",
            hint=f"{old_root.roles['root'].threshold} of them must sign it. Nothing was changed.",
        )
    files: dict[str, bytes] = {}
    if exchange.role != "root":
        roles = _signed_again(repository, root, signing) if exchange.role == TARGETS else {}
        files = sealed(roles, next_snapshot(repository), next_timestamp(repository), signing)
    repository.write(files | {f"{root.version}.root.json": metadata.to_bytes()})
    return root.version


def _signed_again(repository: Repository, root: Root, signing: Signing) -> dict[str, Metadata[Targets]]:
    """Return every list of targets under the new keys, whose teams' roles take the same keys."""
    targets = next_targets(repository)
    keyids = root.roles[TARGETS].keyids
    delegated = [] if targets.signed.delegations is None else list(targets.signed.delegations.roles or {})
    roles = {role: next_targets(repository, role) for role in delegated} | {TARGETS: targets}
    if targets.signed.delegations is not None:
        targets.signed.delegations.keys = {keyid: root.keys[keyid] for keyid in keyids}
        for role in (targets.signed.delegations.roles or {}).values():
            role.keyids = list(keyids)
    two = len({signer.public_key.keyid for signer in signing.targets}.intersection(keyids)) >= ENOUGH
    for metadata in roles.values():
        carry_approvals(metadata.signed, two=two)
        metadata.signed.expires = signing.until(signing.lives.targets)
        signed(metadata, signing.targets)
    return roles


def _distinct(signers: Iterable[Signer]) -> list[Signer]:
    return list({signer.public_key.keyid: signer for signer in signers}.values())
