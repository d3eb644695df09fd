"""How lately the policy wants an agent's factors proved before a mask is lifted, by what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation.policy.rules import Policy


@dataclass(frozen=True, slots=True)
class ProofAge:
    """The reveals of a policy that want a proof, by their ids."""

    minutes: Mapping[str, int] = field(default_factory=dict)

    def seconds(self, reveal: str) -> float | None:
        """Return for how long a proof counts for this reveal, None where it wants none."""
        return self.minutes[reveal] * 60.0 if reveal in self.minutes else None


def proof_age(policy: Policy) -> ProofAge:
    """Return what the reveals of `policy` want."""
    return ProofAge({each.id: each.step_up_minutes for each in policy.reveal if each.step_up_minutes is not None})
