"""Every guard by name: which judges a policy brings."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from typing import assert_never

from workstation.facts.actions import (
    CoverWindows,
    FreeCaptureKeys,
    FreeCopying,
    HoldPrinting,
    OfferReveals,
    ShowMasks,
    WatchSelections,
)
from workstation.guards import (
    capture,
    clipboard,
    copying,
    desk,
    idle,
    masking,
    moving,
    network,
    printing,
    recording,
    revealing,
    windows,
)
from workstation.guards.breakglass import BreakGlassGuard
from workstation.guards.browsers import BrowsersGuard
from workstation.guards.capture import CaptureGuard
from workstation.guards.clipboard import ClipboardGuard
from workstation.guards.copying import CopyingGuard
from workstation.guards.credentials import CredentialsGuard
from workstation.guards.desk import DeskGuard
from workstation.guards.exceptions import ExceptionGuard
from workstation.guards.idle import IdleGuard
from workstation.guards.masking import MaskingGuard
from workstation.guards.moving import MovingGuard
from workstation.guards.network import NetworkGuard
from workstation.guards.pages import PagesGuard
from workstation.guards.printing import PrintingGuard
from workstation.guards.reauth import ReauthGuard
from workstation.guards.recording import RecordingGuard
from workstation.guards.recovery import RecoveryGuard
from workstation.guards.release import ReleaseGuard
from workstation.guards.request import RequestGuard
from workstation.guards.revealing import RevealGuard
from workstation.guards.ruling import Guard
from workstation.guards.screen import ScreenGuard
from workstation.guards.sensors import SensorGuard
from workstation.guards.shift import ShiftGuard
from workstation.guards.starts import StartGuard
from workstation.guards.support import SupportGuard
from workstation.guards.tools import ToolGuard
from workstation.guards.watching import WatchingGuard
from workstation.guards.windows import WindowGuard
from workstation.policy.allowed import names_digests
from workstation.policy.precedence import Rules, exemptions_of
from workstation.policy.revealing import Reveals
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    FactorsRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    NotificationRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.signatures import signatures_of
from workstation.policy.strictness import sites_of

KINDS: tuple[type[AnyRule], ...] = (
    MaskingRule,
    WindowRule,
    ClipboardRule,
    RecordingRule,
    PrintingRule,
    CaptureRule,
    NetworkRule,
    IdleRule,
    ReauthRule,
    ShiftRule,
    DeskRule,
)


_HELD: dict[type[AnyRule], ShowMasks | CoverWindows | FreeCopying | HoldPrinting | FreeCaptureKeys] = {
    MaskingRule: ShowMasks(marks=()),
    WindowRule: CoverWindows(covers=()),
    ClipboardRule: FreeCopying(),
    PrintingRule: HoldPrinting(chords=()),
    CaptureRule: FreeCaptureKeys(),
}


def build_guards(policy: Policy) -> tuple[Guard, ...]:
    """Return the guards of `policy`, those first that keep data off the screen and the clipboard."""
    firsts = (next((rule for rule in policy.rule if isinstance(rule, kind)), None) for kind in KINDS)
    guards = [guard for first in firsts if first is not None for guard in _guards(policy, first)]
    kinds = {type(rule) for rule in policy.rule}
    releases = [ReleaseGuard(action) for kind, action in _HELD.items() if kind not in kinds]
    always = (
        PagesGuard(Rules(policy, MaskingRule), policy),
        RecordingGuard(Rules(policy, RecordingRule)),
        SupportGuard(),
    )
    if ClipboardRule not in kinds:
        releases.append(ReleaseGuard(WatchSelections()))
    if not any(isinstance(guard, RevealGuard) for guard in guards):
        releases.append(ReleaseGuard(OfferReveals(marks=(), modifier=policy.reveal_modifier)))
    return (
        *guards,
        *_watching(policy),
        *always,
        *releases,
        ExceptionGuard(exemptions_of(policy)),
        RequestGuard(),
        ScreenGuard(),
        RecoveryGuard(),
        CredentialsGuard(),
        BreakGlassGuard(),
        StartGuard(),
        ToolGuard(),
    )


def _watching(policy: Policy) -> Iterator[WatchingGuard]:
    """Yield what has readers of the screen watched, where anything goes by them."""
    judging = (WindowRule, CaptureRule, MaskingRule) if policy.reveal else (WindowRule, CaptureRule)
    if first := next((rule for rule in policy.rule if isinstance(rule, judging)), None):
        allow = [each for rule in policy.rule if isinstance(rule, WindowRule) for each in rule.allow]
        yield WatchingGuard(first.id, signatures_of(policy), by_digest=names_digests(allow))


def _guards(policy: Policy, first: AnyRule) -> tuple[Guard, ...]:  # noqa: C901, PLR0911, PLR0912 - one arm a kind
    """Return the guards of all rules of the kind of `first`."""
    match first:
        case MaskingRule():
            return _masking(policy, first)
        case WindowRule():
            return WindowGuard(Rules(policy, WindowRule)), SensorGuard(first, windows.NEEDS)
        case ClipboardRule():
            rules = Rules(policy, ClipboardRule)
            return CopyingGuard(rules), ClipboardGuard(rules), SensorGuard(first, copying.NEEDS | clipboard.NEEDS)
        case RecordingRule():
            return (SensorGuard(first, recording.NEEDS),)
        case PrintingRule():
            return PrintingGuard(Rules(policy, PrintingRule)), SensorGuard(first, printing.NEEDS)
        case CaptureRule():
            return CaptureGuard(Rules(policy, CaptureRule)), SensorGuard(first, capture.NEEDS)
        case NetworkRule():
            guard = NetworkGuard(Rules(policy, NetworkRule), sites_of(policy))
            return guard, SensorGuard(first, network.NEEDS)
        case IdleRule():
            idling = Rules(policy, IdleRule)
            return IdleGuard(idling), SensorGuard(first, idle.needs_of(idling.all))
        case ReauthRule():
            return _reauth(policy)
        case ShiftRule():
            return (ShiftGuard(),)
        case DeskRule():
            return DeskGuard(Rules(policy, DeskRule)), SensorGuard(first, desk.NEEDS)
        case FactorsRule() | NotificationRule():
            return ()  # the keeper and the audit store obey them, out of reach of this process
        case _:
            assert_never(first)


def _reauth(policy: Policy) -> tuple[Guard, ...]:
    """Return the second watch on the keeper's timer, and what tells it of networks where a rule has that for a risk."""
    rules = Rules(policy, ReauthRule)
    first = next((rule for rule in rules.all if "network" in rule.after_risks), None)
    if first is None:
        return (ReauthGuard(rules),)
    return ReauthGuard(rules), MovingGuard(rules, sites_of(policy)), SensorGuard(first, moving.NEEDS)


def _masking(policy: Policy, first: MaskingRule) -> tuple[Guard, ...]:
    """Return the guards of masks, and of their reveals where there are any."""
    rules, reveals = Rules(policy, MaskingRule), Reveals(policy.reveal, sites_of(policy))
    masks: tuple[Guard, ...] = (MaskingGuard(rules, reveals), BrowsersGuard(rules), SensorGuard(first, masking.NEEDS))
    if not reveals:
        return masks
    return (*masks, RevealGuard(rules, reveals, policy.reveal_modifier), SensorGuard(first, revealing.NEEDS))
