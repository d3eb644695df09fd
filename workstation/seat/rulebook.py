"""The policy that this seat goes by: what the keeper tells replaces it while the seat guards."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.observations import PolicyConfirmed
from workstation.guards.roster import build_guards
from workstation.link.messages import PolicyTold
from workstation.policy.rules import Policy
from workstation.policy.wire import decode_policy
from workstation.seat.detector import Detector
from workstation.seat.engine import Engine, utc_now


class Rulebook:
    """Holds one policy and its version; `take` belongs to the thread that hears the keeper."""

    def __init__(self, version: str, policy: Policy, detector: Detector) -> None:
        self.version = version
        self.policy = policy
        self.detector = detector

    def take(self, told: PolicyTold, engine: Engine) -> None:
        """Go by what was told, eyes before judges; raise PolicyError where that is no policy."""
        if told.version != self.version:
            self.policy = decode_policy(told.policy)
            self.detector.take(self.policy)
            self.version = told.version
            engine.renew(build_guards(self.policy), told.version)
        engine.post(PolicyConfirmed(at=utc_now(), confirmed=told.confirmed, is_strictest=told.is_strictest))
