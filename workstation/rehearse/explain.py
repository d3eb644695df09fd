"""What a policy does at one place and moment, and which rule decides it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workstation.facts.place import Place
from workstation.facts.session import Session
from workstation.policy.ownclass import OwnClassTable
from workstation.policy.precedence import Exemption, Rules, exemptions_of
from workstation.policy.revealing import allowed
from workstation.policy.rules import (
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    Policy,
    ReauthRule,
    RecordingRule,
    Reveal,
    Rule,
    WindowRule,
)
from workstation.policy.strictness import sites_of
from workstation.policy.watched import is_named

Control = Literal[
    "masking", "window", "clipboard", "recording", "capture", "network", "idle", "reauth", "desk", "reveal"
]


@dataclass(frozen=True, slots=True)
class Decided:
    """What one control does: in words, by which rule ("" where none holds), and after how many seconds if any."""

    control: Control
    happens: str
    rule: str
    seconds: int | None = None


def explain(policy: Policy, session: Session, place: Place, data_class: str) -> Iterator[Decided]:
    """Yield what every control does for `data_class` at `place`; exceptions count as on the record already."""
    masking = _first(
        rule
        for rule in Rules(policy, MaskingRule).applying(session, place, data_class)
        if is_named(data_class, rule.classes)
    )
    yield Decided("masking", "covered on the screen" if masking else "shown", masking)
    yield _window([*Rules(policy, WindowRule).applying(session, place)])
    clipboard = _first(
        rule
        for rule in Rules(policy, ClipboardRule).applying(session, place, data_class)
        if is_named(data_class, rule.classes)
    )
    yield Decided("clipboard", "kept off the clipboard" if clipboard else "may be copied and pasted", clipboard)
    yield _recording(
        [
            rule
            for rule in Rules(policy, RecordingRule).applying(session, place, data_class)
            if session.situation.on_call and is_named(data_class, rule.classes)
        ]
    )
    capture = _first(Rules(policy, CaptureRule).applying(session))
    yield Decided("capture", "Print is off, programs that read the screen are named" if capture else "free", capture)
    network = _first(Rules(policy, NetworkRule).applying(session))
    yield Decided("network", "open inside its networks only" if network else "open anywhere", network)
    yield _timed("idle", "locks without input", list(Rules(policy, IdleRule).applying(session)))
    yield _timed("reauth", "asks for a second factor again", list(Rules(policy, ReauthRule).applying(session)))
    desk = _first(Rules(policy, DeskRule).applying(session))
    yield Decided("desk", "the desk is kept clean" if desk else "not looked after", desk)
    reveal = allowed(policy.reveal, sites_of(policy), session, place, data_class)
    yield Decided("reveal", "a mask may be lifted" if reveal else "never", reveal.id if reveal else "")


def told_of_class(own: OwnClassTable) -> str:
    """Return in a sentence what a class of the policy's own is and what a mask leaves of it."""
    beside = f" beside {_any(own.words)}" if own.words else ""
    checked = f", with right check digits ({own.validator})" if own.validator != "none" else ""
    kept = [f"the {side} {count}" for side, count in (("first", own.mask.first), ("last", own.mask.last)) if count]
    legible = f"{' and '.join(kept)} stay legible" if kept else "nothing stays legible"
    return f"{own.id} is a {own.called}: what looks like {own.pattern}{beside}{checked}; {legible}."


def told_of_reveal(reveal: Reveal) -> str:
    """Return in a sentence what a reveal allows."""
    limits = f"for {reveal.seconds} s, {reveal.times_an_hour} times an hour"
    if reveal.times_a_shift is not None:
        past = "the supervisor hears of more" if reveal.past_shift == "tell" else "no more"
        limits += f" and {reveal.times_a_shift} times a shift ({past})"
    return f'"{reveal.id}" has a mask lifted {limits}, for {_any(reveal.reasons)}.'


def _any(words: Sequence[str]) -> str:
    return " or ".join(f'"{each}"' for each in words)


def held_exceptions(policy: Policy, session: Session) -> tuple[Exemption, ...]:
    """Return the exceptions that hold for this seat at this moment, before anybody looks at the place."""
    return tuple(exemption for exemption in exemptions_of(policy) if exemption.at_seat(session))


_COVERED: dict[str, str] = {
    "always": "covered",
    "unfocused": "covered while it lacks the focus",
    "regions": "covered in some regions",
    "watched": "covered while the screen is filmed or shared",
}


def _window(rules: Sequence[WindowRule]) -> Decided:
    """Return what is covered of a window whatever it shows: all that its rules say."""
    told = dict.fromkeys(_COVERED[rule.cover] for rule in rules)
    if any(rule.while_watched and rule.cover != "always" for rule in rules):
        told[_COVERED["watched"]] = None
    return Decided("window", " and ".join(told) or "as it is", rules[0].id if rules else "")


def _recording(rules: Sequence[RecordingRule]) -> Decided:
    """Return how long the call recorder stays paused after such a field: as long as the slowest rule says."""
    if not rules:
        return Decided("recording", "the call recorder runs on", "")
    lasting = max(rule.lasting_seconds for rule in rules)
    happens = f"the call recorder is paused, until {lasting} s after"
    return Decided("recording", happens, rules[0].id)


def _timed(control: Control, words: str, rules: Sequence[IdleRule | ReauthRule]) -> Decided:
    if not rules:
        return Decided(control, "never", "")
    first = min(rules, key=lambda rule: rule.after_seconds)
    return Decided(control, f"{words} after {first.after_seconds} s", first.id, first.after_seconds)


def _first(rules: Iterable[Rule]) -> str:
    return next((rule.id for rule in rules), "")
