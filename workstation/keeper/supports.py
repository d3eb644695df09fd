"""Whose signature opens what at this device, by the policy in force and what the keeper knows itself."""

# SPDX-License-Identifier: Apache-2.0

from base64 import b64decode
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.errors import CredentialError
from workstation.facts.situation import Situation
from workstation.policy.reach import Reach
from workstation.policy.rules import Policy
from workstation.policy.scope import Scope
from workstation.policy.strictness import sites_of
from workstation.record.approval import Approval, SignedApproval, verify_approval
from workstation.record.vouch import SignedVouch, Vouch, verify_vouch

Doubt = Literal["", "not_allowed", "wrong_length"]


class Supports:
    """Knows team, time and call; what it does not know counts against an approval. Without a policy nobody may."""

    def __init__(self, policy: Policy | None = None, team: str = "") -> None:
        self._team = team or None
        approvers, supports = (policy.approver, policy.support) if policy else ((), ())
        sites = sites_of(policy) if policy else {}
        self._keys = {each.name: Ed25519PublicKey.from_public_bytes(b64decode(each.key)) for each in approvers}
        self._teams = {each.name: Reach(Scope(teams=each.teams), sites) for each in approvers}
        self._supports = {each.id: (each, Reach(each.scope, sites)) for each in supports}

    def signed(self, signed: SignedApproval) -> Approval | None:
        """Return what an approver of the policy signed in their own name, None where none did."""
        for name, key in self._keys.items():
            with suppress(CredentialError):
                approval = verify_approval(key, signed)
                return approval if approval.approver == name else None
        return None

    def vouch(self, signed: SignedVouch) -> Vouch | None:
        """Return what an approver of the policy vouched for in their own name, None where none did."""
        for name, key in self._keys.items():
            with suppress(CredentialError):
                given = verify_vouch(key, signed)
                return given if given.approver == name else None
        return None

    def may_vouch(self, approver: str, at: datetime, *, on_call: bool) -> bool:
        """Say whether this approver supervises the agents of this device at that moment."""
        situation = Situation(team=self._team, on_call=on_call, utc_offset=at.astimezone().utcoffset())
        return approver in self._teams and self._teams[approver].seat(situation, at) is True

    def doubt(self, approval: Approval, at: datetime, *, on_call: bool) -> Doubt:
        """Return why the policy does not let this approver approve this at that moment, "" where it does."""
        support, reach = self._supports.get(approval.act.support, (None, None))
        situation = Situation(team=self._team, on_call=on_call, utc_offset=at.astimezone().utcoffset())
        if (
            support is None
            or reach is None
            or approval.act.program not in support.programs
            or (support.approvers and approval.approver not in support.approvers)
            or self._teams[approval.approver].seat(situation, at) is not True
            or reach.seat(situation, at) is not True
        ):
            return "not_allowed"
        lasting = approval.expires - approval.issued
        return "" if timedelta() < lasting <= timedelta(minutes=support.minutes) else "wrong_length"
