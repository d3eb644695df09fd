"""The programs that a policy takes for recorders."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.signature import Signature
from workstation.policy.rules import Policy, RecorderTable


def signatures_of(policy: Policy) -> tuple[Signature, ...]:
    """Return them, without those that are known anyway."""
    return tuple(
        Signature(each.program, each.argument) if isinstance(each, RecorderTable) else Signature(each)
        for each in policy.recorders
    )
