"""What the audit store tells its devices to do, one message each. The store alone may only tighten or announce."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from workstation.record.approval import SignedApproval
from workstation.record.exchange import ChangeNumber, ChangeWord, Name, SeatId
from workstation.record.vouch import SignedVouch


class PolicyPublished(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="policy_changed"):
    """Another set of policies is published: look at it now. It proves itself, or is refused."""

    version: int


class ActApproved(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="approved"):
    """An approver let something at one seat of this device. The signature proves it, not the store."""

    approval: SignedApproval


class ActRevoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="revoked"):
    """What was approved at this seat is over; this tightens, so the store may say it."""

    seat_id: SeatId


class VouchGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="vouched"):
    """A supervisor vouched for an agent at one seat of this device. The signature proves it, not the store."""

    vouch: SignedVouch


class AgentRevoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="agent_revoked"):
    """This agent's access has ended: sign them out, and forget by what their codes are judged here."""

    agent: Name


class AgentLocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="agent_locked"):
    """Lock the seat where this agent is signed in."""

    agent: Name


class ReauthDemanded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reauth_demanded"):
    """Have this agent prove anew who they are, where their seat is open."""

    agent: Name


class AgentForgotten(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="agent_forgotten"):
    """Forget by what this agent is judged here: something of that counts no more. The store judges them as ever."""

    agent: Name


class CredentialsChanged(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="credentials_changed"
):
    """Something by which this agent proves who they are changed: tell them where they are signed in.

    With `ends` they are signed out wherever that is, but not at the seat `but`, where they changed it themselves and
    know of it. A seat says back that it told them of `number`.
    """

    agent: Name
    what: ChangeWord
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    number: ChangeNumber
    ends: bool
    but: SeatId | None = None


class DeviceSuspended(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="device_suspended"):
    """Close this device's seats: nobody signs in until that is lifted."""


class DeviceLifted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="device_lifted"):
    """What the store alone had closed may be signed in at again; that opens nothing by itself."""


class DeviceRevoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="device_revoked"):
    """The store knows this device no more."""


Directive: TypeAlias = (
    PolicyPublished
    | ActApproved
    | ActRevoked
    | VouchGiven
    | AgentRevoked
    | AgentLocked
    | ReauthDemanded
    | AgentForgotten
    | CredentialsChanged
    | DeviceSuspended
    | DeviceLifted
    | DeviceRevoked
)
