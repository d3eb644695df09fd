"""Every guard by name: which judges a policy brings."""

# SPDX-License-Identifier: Apache-2.0

from typing import assert_never

from workstation.guards import capture, clipboard, copying, desk, idle, masking
from workstation.guards.capture import CaptureGuard
from workstation.guards.clipboard import ClipboardGuard
from workstation.guards.copying import CopyingGuard
from workstation.guards.desk import DeskGuard
from workstation.guards.idle import IdleGuard
from workstation.guards.masking import MaskingGuard
from workstation.guards.reauth import ReauthGuard
from workstation.guards.request import RequestGuard
from workstation.guards.ruling import Guard
from workstation.guards.sensors import SensorGuard
from workstation.policy.precedence import effective
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    Policy,
    ReauthRule,
)


def build_guards(policy: Policy) -> tuple[Guard, ...]:
    """Return the guards of `policy`, those first that keep data off the screen and the clipboard."""
    return (*(guard for rule in effective(policy) for guard in _guards(rule)), RequestGuard())


def _guards(rule: AnyRule) -> tuple[Guard, ...]:
    match rule:
        case MaskingRule():
            return MaskingGuard(rule), SensorGuard(rule, masking.NEEDS)
        case ClipboardRule():
            return CopyingGuard(rule), ClipboardGuard(rule), SensorGuard(rule, copying.NEEDS | clipboard.NEEDS)
        case CaptureRule():
            return CaptureGuard(rule), SensorGuard(rule, capture.NEEDS)
        case IdleRule():
            return IdleGuard(rule), SensorGuard(rule, idle.NEEDS)
        case ReauthRule():
            return (ReauthGuard(rule),)
        case DeskRule():
            return DeskGuard(rule), SensorGuard(rule, desk.NEEDS)
        case _:
            assert_never(rule)
