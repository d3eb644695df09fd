"""One thing that makes no sense in a policy."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from workstation.policy.written import Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and the path to it in the policy's tables."""

    path: Path
    what: str
