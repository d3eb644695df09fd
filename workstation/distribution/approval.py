"""Who stands behind a policy: whatever loosens needs two people, told by the keys that signed it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

import msgspec
from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from workstation.distribution.names import TARGETS
from workstation.errors import DistributionError

ENOUGH = 2


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the publisher says beside a target: what it loosens, and the version of its role that two people signed."""

    loosens: Sequence[str]
    two_signed: int


def say_approval(target: TargetFile, approval: Approval) -> None:
    """Put `approval` beside `target`, under the signatures."""
    target.unrecognized_fields["custom"] = msgspec.to_builtins(approval)


def approval_of(target: TargetFile) -> Approval:
    """Return what the publisher says beside `target`; raise DistributionError where it is silent."""
    try:
        return msgspec.convert(target.custom, type=Approval)
    except msgspec.ValidationError as error:
        raise DistributionError(target.path, "it does not say what it loosens") from error


def is_two_signed(root: Root, metadata: Metadata[Targets]) -> bool:
    """Say whether two different keys of the role "targets" signed `metadata`, whichever role it belongs to.

    Only the root's own keys count: a delegation could name any.
    """
    result = root.get_verification_result(TARGETS, metadata.signed_bytes, metadata.signatures)
    return len({str(key.keyval["public"]) for key in result.signed.values()}) >= ENOUGH
