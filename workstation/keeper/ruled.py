"""What keeper and seat go by now: one policy, taken apart for those who need a part of it."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workstation.keeper.acknowledgements import Text
from workstation.keeper.factorsasked import FactorsAsked, FactorsAt, totp_alone
from workstation.keeper.forbidden import ForbiddenAt, ForbiddenPrograms, nothing
from workstation.keeper.keyremoval import KeyRemoval, LocksWithoutKey, stays_open
from workstation.keeper.mayvouch import MayVouch, MayVouchAt, nobody_vouches
from workstation.keeper.proofage import ProofAge, proof_age
from workstation.keeper.reauthrisks import ReauthRisks, RiskyAt, riskless
from workstation.keeper.reauthtime import ReauthAfter, ReauthTime, never
from workstation.keeper.shifttime import ShiftsHeld, ShiftTime, endless
from workstation.keeper.signouttime import SignOutAfter, SignOutTime, left_locked
from workstation.keeper.supports import Supports
from workstation.policy.checklist import checklist_of
from workstation.policy.rules import Policy
from workstation.policy.wire import digest_of, encode_policy, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The policy in force. `policy` is for the seat, as `policy.wire` encodes it; `text` is to be acknowledged.

    `confirmed` is when the audit store last proved it, None for a file of this machine. `is_strictest` tells that it
    was not proved for too long, so that the strictest rules hold beside it.
    """

    policy: bytes = b""
    name: str = ""
    version: str = ""
    client: str = ""
    region: str = ""
    reauth_after: ReauthAfter = never
    risky: RiskyAt = riskless
    factors: FactorsAt = totp_alone
    may_vouch: MayVouchAt = nobody_vouches
    locks_without_key: LocksWithoutKey = stays_open
    sign_out_after: SignOutAfter = left_locked
    shifts: ShiftsHeld = endless
    forbidden: ForbiddenAt = nothing
    proof_age: ProofAge = field(default_factory=ProofAge)
    supports: Supports = field(default_factory=Supports)
    checklist: tuple[str, ...] = ()
    text: Text | None = None
    violations_a_minute: int = 60
    clock_tolerance: timedelta = timedelta(seconds=60)
    lease: timedelta = timedelta(hours=24)
    confirmed: datetime | None = None
    is_strictest: bool = False


def ruled_by(policy: Policy, team: str, confirmed: datetime | None = None, *, is_strictest: bool = False) -> Ruled:
    """Return what `policy` asks of keeper and seat on a device of `team`."""
    encoded, version = encode_policy(policy), version_of(policy)
    return Ruled(
        policy=encoded,
        name=policy.name,
        version=version,
        client=policy.client,
        region=policy.region,
        reauth_after=ReauthTime(policy, team),
        risky=ReauthRisks(policy, team),
        factors=FactorsAsked(policy, team),
        may_vouch=MayVouch(policy, team),
        locks_without_key=KeyRemoval(policy, team),
        sign_out_after=SignOutTime(policy, team),
        shifts=ShiftTime(policy, team),
        forbidden=ForbiddenPrograms(policy, team),
        proof_age=proof_age(policy),
        supports=Supports(policy, team),
        checklist=checklist_of(policy, team),
        text=Text(policy=encoded, version=version, digest=digest_of(policy)) if policy.acknowledge else None,
        violations_a_minute=policy.violations_a_minute,
        clock_tolerance=timedelta(seconds=policy.clock_tolerance_seconds),
        lease=timedelta(hours=policy.lease_hours),
        confirmed=confirmed,
        is_strictest=is_strictest,
    )
