"""What makes no sense in approvers and remote support: one person twice, and what nobody could ever open."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence

from workstation.policy.rules import Policy
from workstation.policy.support import Approver, Support
from workstation.policy.trouble import Trouble
from workstation.policy.written import Path

OF_NETWORKS = ("sites", "away_from", "networks")
"""What a scope says of where a seat is."""


def approver_troubles(policy: Policy, packs: Sequence[Policy]) -> Iterator[Trouble]:
    """Yield what is wrong with the approvers of a policy beside its packs: a signature tells one person, or nobody."""
    seen = [approver for pack in packs for approver in pack.approver]
    for number, approver in enumerate(policy.approver):
        for key in ("name", "key"):
            if any(getattr(other, key) == getattr(approver, key) for other in seen):
                yield Trouble(("approver", number, key), f"another approver has this {key} already; each has their own")
        seen.append(approver)


def support_troubles(support: Support, path: Path, policy: Policy, packs: Sequence[Policy]) -> Iterator[Trouble]:
    """Yield what is wrong with one table of remote support beside the approvers that there are."""
    approvers: list[Approver] = [*policy.approver, *(approver for pack in packs for approver in pack.approver)]
    names = sorted(approver.name for approver in approvers)
    if not names:
        yield Trouble(path, "nobody could approve it; add [[approver]] tables")
    else:
        for number, name in enumerate(support.approvers):
            if name not in names:
                known = ", ".join(names)
                yield Trouble((*path, "approvers", number), f'no approver is called "{name}"; there are: {known}')
    for key in OF_NETWORKS:
        if getattr(support.scope, key):
            yield Trouble(
                (*path, "scope", key),
                "the keeper opens remote support, and knows no sites and networks; it never could",
            )
