"""What a policy would have made of an entry: by which rules it would have been raised, or why nobody can tell."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.observations import PICTURE, UNREADABLE, Paper
from workstation.policy.allowed import is_allowed, names_paths
from workstation.policy.reach import Told
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.watched import NamingRule, is_named
from workstation.rehearse.standing import NO_PATH, Moment, Standing, standings

NO_CLASS = "the entry names no data class"
NO_NETWORK = "the entry keeps no networks of the seat"
NO_SPAN = "entries keep no time without input and none since the last code"
NO_OPENING = "an entry does not keep when the seat was opened before it"
NO_COUNT = "an entry does not keep how much was recorded in the hour before it"
_Rule = TypeVar("_Rule", bound=AnyRule)
_Weighed = Iterator[tuple[str, Told, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules that raise it; where there are none, `why` says what is not known, "" where it would not be raised."""

    rules: tuple[str, ...] = ()
    why: str = ""


class Hindsight:
    """A policy made ready to judge entries."""

    def __init__(self, policy: Policy) -> None:
        self._masking = standings(policy, MaskingRule)
        self._windows = tuple(each for each in standings(policy, WindowRule) if each.rule.cover == "unfocused")
        self._clipboard = standings(policy, ClipboardRule)
        self._recording = standings(policy, RecordingRule)
        self._printing = standings(policy, PrintingRule)
        self._capture = standings(policy, CaptureRule)
        self._network = standings(policy, NetworkRule)
        self._desk = standings(policy, DeskRule)
        self._supports = {support.id for support in policy.support}
        self._idle = standings(policy, IdleRule)
        self._reauth = standings(policy, ReauthRule)
        self._shift = standings(policy, ShiftRule)

    def judge(self, body: Body, moment: Moment) -> Judged | None:  # noqa: C901, PLR0911, PLR0912 - one arm a control
        """Return what becomes of an entry; None for one that no rule is about, such as a sign-in."""
        match body.kind:
            case Kind.DATA_SHOWN | Kind.PAGE_UNCOVERED:
                return _by_class(self._masking, body, moment)
            case Kind.EXTENSION_LOST | Kind.EXTENSION_MISSING | Kind.EXTENSION_OUTDATED:
                return _decided(_each(self._masking, moment))
            case Kind.WINDOW_UNCOVERED:
                return _decided(_each(self._windows, moment))
            case (
                Kind.FIELD_FOCUSED
                | Kind.COPY_BLOCKED
                | Kind.PASTE_BLOCKED
                | Kind.SELECTION_CLEARED
                | Kind.SELECTION_REDACTED
                | Kind.SELECTION_KEPT
            ):
                return _by_class(self._clipboard, body, moment)
            case Kind.RECORDING_PAUSED | Kind.RECORDING_UNCONFIRMED:
                return _by_class(self._recording, body, moment)
            case Kind.PRINT_BLOCKED | Kind.SAVE_BLOCKED:
                return _by_class(self._holding("print" if body.kind is Kind.PRINT_BLOCKED else "save"), body, moment)
            case Kind.CAPTURE_KEY_BLOCKED:
                return _decided(_each(self._capture, moment))
            case Kind.PIXELS_READ | Kind.RECORDER_RUNS if body.details.get("support") in self._supports:
                return Judged()
            case Kind.PIXELS_READ | Kind.RECORDER_RUNS:
                return _decided(self._pixels_read(str(body.details.get("digest", "")), moment))
            case Kind.PROGRAM_ENDED | Kind.PROGRAM_DENIED | Kind.FILE_FOUND | Kind.MEDIA_FOUND:
                return _decided(self._on_the_desk(body, moment))
            case Kind.OUTSIDE_NETWORK | Kind.NETWORK_UNKNOWN:
                return _decided(_unknown(self._network, moment, NO_NETWORK))
            case Kind.INPUT_FAKED:
                return _decided(_unknown(self._idle, moment, NO_SPAN))
            case Kind.LOCKED if body.details.get("reason") == "idle":
                return _decided(_unknown(self._idle, moment, NO_SPAN))
            case Kind.LOCKED if body.details.get("reason") == "shift_over":
                return _decided(_unknown(self._shift, moment, NO_OPENING))
            case Kind.OUTSIDE_HOURS:
                return _decided(_unknown(self._shift, moment, NO_OPENING))
            case Kind.REAUTH_DUE:
                return _decided(self._reauth_due(str(body.details.get("reason", "")), moment))
            case _:
                return None

    def _holding(self, chord: Paper) -> tuple[Standing[PrintingRule], ...]:
        return tuple(standing for standing in self._printing if chord in standing.rule.chords)

    def _pixels_read(self, digest: str, moment: Moment) -> _Weighed:
        for standing in self._capture:
            if is_allowed(standing.rule.allow, "", digest):
                continue
            told, why = standing.held(moment, None)
            yield (standing.rule.id, *(_doubted(told, NO_PATH) if names_paths(standing.rule.allow) else (told, why)))

    def _reauth_due(self, reason: str, moment: Moment) -> _Weighed:
        """Weigh the rules that name the risk that it was for; without one, or of a count, nobody can tell."""
        risk = reason.removeprefix("reauth_")
        if risk in {reason, "violations"}:
            yield from _unknown(self._reauth, moment, NO_SPAN if risk == reason else NO_COUNT)
            return
        for standing in self._reauth:
            if risk in standing.rule.after_risks:
                yield (standing.rule.id, *standing.held(moment, None))

    def _on_the_desk(self, body: Body, moment: Moment) -> _Weighed:
        for standing in self._desk:
            told, why = standing.held(moment, None)
            forbids = _forbids(standing.rule, body)
            if forbids is None:
                yield (standing.rule.id, *_doubted(told, NO_PATH))
            elif forbids:
                yield standing.rule.id, told, why


def _by_class(some: tuple[Standing[_Rule], ...], body: Body, moment: Moment) -> Judged:
    """Return what becomes of an entry about data: the rule of each class counts once."""
    if not body.data_classes:
        return Judged(why=NO_CLASS) if some else Judged()
    each = [_decided(_of_class(some, data_class, moment)) for data_class in body.data_classes]
    rules = tuple(dict.fromkeys(rule for one in each for rule in one.rules))
    return Judged(rules) if rules else Judged(why=next((one.why for one in each if one.why), ""))


def _of_class(some: tuple[Standing[_Rule], ...], data_class: str, moment: Moment) -> _Weighed:
    for standing in some:
        if _is_about(standing.rule, data_class):
            yield (standing.rule.id, *standing.held(moment, data_class))


def _is_about(rule: AnyRule, data_class: str) -> bool:
    if data_class == PICTURE:
        return isinstance(rule, ClipboardRule) and rule.pictures == "refuse"
    return data_class == UNREADABLE or is_named(data_class, _classes(rule))


def _classes(rule: AnyRule) -> tuple[str, ...]:
    return rule.classes if isinstance(rule, NamingRule) else ()


def _each(some: tuple[Standing[_Rule], ...], moment: Moment) -> _Weighed:
    for standing in some:
        yield (standing.rule.id, *standing.held(moment, None))


def _unknown(some: tuple[Standing[_Rule], ...], moment: Moment, why: str) -> _Weighed:
    """Weigh rules that judge by what no entry keeps."""
    for standing in some:
        told, _ = standing.held(moment, None)
        yield (standing.rule.id, *_doubted(told, why))


def _doubted(told: Told, why: str) -> tuple[Told, str]:
    return (False, "") if told is False else (None, why)


def _decided(weighed: _Weighed) -> Judged:
    """Return the first rule that surely raises it, else why nobody can tell."""
    doubt = ""
    for rule, told, why in weighed:
        if told:
            return Judged((rule,))
        if told is None:
            doubt = doubt or why
    return Judged(why=doubt)


def _forbids(rule: DeskRule, body: Body) -> Told:
    match body.kind:
        case Kind.MEDIA_FOUND:
            return rule.removable_media == "refuse"
        case Kind.FILE_FOUND:
            return body.details.get("folder") in rule.folders
        case _:
            name = body.application.casefold()
            by_name = any(fnmatchcase(name, wanted.casefold()) for wanted in rule.all_names)
            is_unknown = rule.forbidden_paths or rule.forbidden_digests or rule.forbidden_packages
            return True if by_name else None if is_unknown else False
