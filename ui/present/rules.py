"""What rules mean for the agent: one plain sentence for each thing that they do."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from typing import assert_never

from ui.present.marking import mark
from ui.present.words import data_class, listed, plural, translate
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
    PrintingRule,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.scope import PlaceScope

_COVERED = {
    "always": mark("Some windows are covered."),
    "unfocused": mark("Some windows are covered while you do not work in them."),
    "regions": mark("Parts of some windows are covered."),
    "watched": mark("Some windows are covered while a program reads the screen."),
}
_RISKS = {
    "clock": mark("the clock is set"),
    "network": mark("the seat comes into another network"),
    "media": mark("a removable drive is connected"),
    "faked_input": mark("a program gives input while nobody does"),
}


def rule_sentences(rule: AnyRule) -> tuple[str, ...]:
    """Return what `rule` does, and whether that is so somewhere or at some times only."""
    said = tuple(_said(rule))
    if isinstance(rule, NotificationRule) or _is_everywhere(rule):
        return said
    somewhere = translate("In some programs, places or at some times: {sentence}")
    return tuple(somewhere.format(sentence=each) for each in said)


def _is_everywhere(rule: AnyRule) -> bool:
    scope = rule.scope
    is_bound = bool(scope.sites or scope.away_from or scope.networks or scope.hours or scope.call)
    if isinstance(scope, PlaceScope):
        return not (is_bound or scope.applications or scope.fields)
    return not is_bound


def _said(rule: AnyRule) -> Iterator[str]:  # noqa: C901, PLR0912 - one arm a kind
    match rule:
        case MaskingRule():
            yield _about(mark("Covered wherever it is shown: {what}."), rule.classes)
        case WindowRule():
            yield translate(_COVERED[rule.cover])
        case ClipboardRule():
            yield from _clipboard(rule)
        case RecordingRule():
            yield _about(mark("The call recorder is paused while you work with: {what}."), rule.classes)
        case PrintingRule():
            yield _about(mark("Not printed or saved by key while it is shown: {what}."), rule.classes)
        case CaptureRule():
            yield translate("Screenshot keys are off, and programs that read the screen are recorded.")
        case IdleRule():
            yield from _idle(rule)
        case ReauthRule():
            yield from _reauth(rule)
        case ShiftRule():
            yield from _shift(rule)
        case FactorsRule():
            yield from _factors(rule)
        case DeskRule():
            yield from _desk(rule)
        case NetworkRule():
            yield translate("The seat is open in the networks of this work only.")
        case NotificationRule():
            yield translate("Supervisors or compliance hear when a rule is broken, at once or counted.")
        case _:
            assert_never(rule)


def _clipboard(rule: ClipboardRule) -> Iterator[str]:
    match rule.mode:
        case "block":
            yield _about(mark("Kept off the clipboard: {what}."), rule.classes)
        case "redact":
            yield _about(mark("On the clipboard masked only: {what}."), rule.classes)
        case "allow-within":
            yield _about(mark("On the clipboard for a while, and for some programs only: {what}."), rule.classes)
        case "expire":
            yield _about(mark("On the clipboard for a while only: {what}."), rule.classes)
    if rule.pictures == "read":
        yield translate("Pictures that you copy are looked at for it.")
    if rule.pictures == "refuse":
        yield translate("Pictures may not be copied.")


def _idle(rule: IdleRule) -> Iterator[str]:
    yield translate("The seat locks when it is not used for {time}.").format(time=_time(rule.after_seconds))
    if rule.sign_out_minutes is not None:
        sentence = translate("Left locked for {time}, it signs you out.")
        yield sentence.format(time=_time(60 * rule.sign_out_minutes))


def _reauth(rule: ReauthRule) -> Iterator[str]:
    sentence = translate("You confirm your sign-in again after {time}.")
    yield sentence.format(time=_time(rule.after_seconds))
    risks = [translate(words) for risk, words in _RISKS.items() if risk in rule.after_risks]
    if rule.violations_an_hour is not None:
        often = mark("rules are broken more than {count} time in an hour")
        oftener = mark("rules are broken more than {count} times in an hour")
        risks.append(plural(often, oftener, rule.violations_an_hour))
    for risk in risks:
        yield translate("You confirm it at once when {risk}.").format(risk=risk)


def _shift(rule: ShiftRule) -> Iterator[str]:
    ends = listed(list(dict.fromkeys(each.end for each in rule.hours)))
    if rule.at_end == "sign_out":
        yield translate("You are signed out when your shift ends: {ends}.").format(ends=ends)
    else:
        yield translate("The seat locks when your shift ends: {ends}.").format(ends=ends)
    yield translate("That you open a seat outside these hours is recorded.")


def _factors(rule: FactorsRule) -> Iterator[str]:
    if {"security_key", "openid"} & set(rule.factors):
        if "openid" in rule.factors:
            yield translate("You prove who you are at your organization's sign-in page, in place of a code.")
        else:
            yield translate("You prove who you are by your security key, in place of a code.")
        if "password" in rule.factors:
            yield translate("Your password is asked for as well.")
    elif "password" in rule.factors:
        yield translate("You prove who you are by more than a code.")
    if rule.supervisor == "vouches":
        yield translate("A supervisor may vouch for you once, beside your password; that is recorded.")
    if rule.key_removed == "lock":
        yield translate("A seat that your security key opened locks once it is taken out.")


def _desk(rule: DeskRule) -> Iterator[str]:
    if rule.forbids_programs:
        yield translate("Some programs may not run here; they are kept from starting or closed.")
    if rule.folders:
        sentence = translate("Files that hold customer data are looked for in: {folders}.")
        yield sentence.format(folders=listed(list(rule.folders)))
    if rule.removable_media == "refuse":
        yield translate("Removable drives are off.")
    if rule.checklist:
        yield translate("You confirm the desk checklist when you sign in.")


def _about(sentence: str, classes: Iterable[str]) -> str:
    return translate(sentence).format(what=listed(list(dict.fromkeys(data_class(each) for each in classes))))


def _time(seconds: int) -> str:
    """Return a time in the largest unit that is exact."""
    if seconds % 3600 == 0:
        return plural("{count} hour", "{count} hours", seconds // 3600)
    if seconds % 60 == 0:
        return plural("{count} minute", "{count} minutes", seconds // 60)
    return plural("{count} second", "{count} seconds", seconds)
