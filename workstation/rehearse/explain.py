"""What a policy does at one place and moment, and which rule decides it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workstation.facts.factor import LESS, Factor
from workstation.facts.place import Place
from workstation.facts.session import Session
from workstation.policy.ownclass import OwnClassTable
from workstation.policy.precedence import Exemption, Rules, exemptions_of
from workstation.policy.revealing import allowed
from workstation.policy.rules import (
    CaptureRule,
    ClipboardRule,
    DeskRule,
    FactorsRule,
    IdleRule,
    MaskingRule,
    NetworkRule,
    Policy,
    PrintingRule,
    ReauthRule,
    RecordingRule,
    Reveal,
    Risk,
    Rule,
    ShiftRule,
    WindowRule,
)
from workstation.policy.strictness import sites_of
from workstation.policy.support import Support
from workstation.policy.watched import is_named

Control = Literal[
    "masking",
    "window",
    "clipboard",
    "recording",
    "printing",
    "capture",
    "network",
    "idle",
    "reauth",
    "shift",
    "factors",
    "desk",
    "reveal",
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
    yield _clipboard([*Rules(policy, ClipboardRule).applying(session, place, data_class)], data_class)
    yield _recording(
        [
            rule
            for rule in Rules(policy, RecordingRule).applying(session, place, data_class)
            if session.situation.on_call and is_named(data_class, rule.classes)
        ]
    )
    yield _printing(
        [
            rule
            for rule in Rules(policy, PrintingRule).applying(session, place, data_class)
            if is_named(data_class, rule.classes)
        ]
    )
    capture = _first(Rules(policy, CaptureRule).applying(session))
    yield Decided("capture", "Print is off, programs that read the screen are named" if capture else "free", capture)
    network = _first(Rules(policy, NetworkRule).applying(session))
    yield Decided("network", "open inside its networks only" if network else "open anywhere", network)
    yield _idle(list(Rules(policy, IdleRule).applying(session, place)))
    yield _reauth(list(Rules(policy, ReauthRule).applying(session)))
    yield _shift(list(Rules(policy, ShiftRule).applying(session)))
    yield _factors([rule for rule in Rules(policy, FactorsRule).applying(session) if rule.factors != ("totp",)])
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


def told_of_reading(policy: Policy) -> Iterator[str]:
    """Yield in a sentence that the policy is acknowledged, where it is."""
    if policy.acknowledge:
        yield "Agents confirm at sign-in, once for each version, that they read what it says."


def told_of_reveal(reveal: Reveal) -> str:
    """Return in a sentence what a reveal allows."""
    limits = f"for {reveal.seconds} s, {reveal.times_an_hour} times an hour"
    if reveal.times_a_shift is not None:
        past = "the supervisor hears of more" if reveal.past_shift == "tell" else "no more"
        limits += f" and {reveal.times_a_shift} times a shift ({past})"
    if reveal.step_up_minutes is not None:
        limits += f", by an agent who proves their factors {_how_lately(reveal.step_up_minutes)}"
    own = " or in the agent's own words" if reveal.typed_reason else ""
    return f'"{reveal.id}" has a mask lifted {limits}, for {_any(reveal.reasons)}{own}.'


def _how_lately(minutes: int) -> str:
    return f"at most {minutes} min before" if minutes else "each time"


def told_of_support(support: Support) -> str:
    """Return in a sentence what remote support may be approved, for how long, and by whom."""
    whom = " or ".join(support.approvers) or "any approver"
    programs = " or ".join(support.programs)
    return f'"{support.id}" lets {programs} run and read the masked screen for {support.minutes} min once {whom} signs.'


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


def _clipboard(holding: Sequence[ClipboardRule], data_class: str) -> Decided:
    naming = [rule for rule in holding if is_named(data_class, rule.classes)]
    refusing = _first(rule for rule in holding if rule.pictures == "refuse")
    if refusing:
        happens = "kept off the clipboard, like all pictures" if naming else "may be copied, but no pictures"
    elif any(rule.pictures == "read" for rule in naming):
        happens = "kept off the clipboard, in pictures too"
    else:
        happens = "kept off the clipboard" if naming else "may be copied and pasted"
    return Decided("clipboard", happens, _first(naming) or refusing)


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


def _printing(rules: Sequence[PrintingRule]) -> Decided:
    """Return which chords do nothing where it is shown: all that any rule says."""
    held = [word for word in ("print", "save") if any(word in rule.chords for rule in rules)]
    happens = f"no chord {' or '.join(f'{word}s' for word in held)} where it is shown" if held else "free"
    return Decided("printing", happens, rules[0].id if rules else "")


_MOMENTS = {"sign_in": "sign-in", "unlock": "unlock", "reauth": "re-authentication"}


def _factors(rules: Sequence[FactorsRule]) -> Decided:
    """Return what opens the seat, and when: all that any rule asks for."""
    key, password = _moments_of("security_key", rules), _moments_of("password", rules)
    happens = "a code"
    if openid := _moments_of("openid", rules):
        happens += f", in its place the OpenID provider at {openid}"
    if key:
        happens += f", in its place a security key at {key}"
    if password:
        happens += f", and the password at {password}"
    if rules and all(rule.supervisor == "vouches" for rule in rules):
        happens += "; a supervisor may vouch in place of the code or key"
    if any(rule.key_removed == "lock" for rule in rules):
        happens += "; without the key that opened it the seat locks"
    return Decided("factors", happens, _first(rules))


def _moments_of(factor: Factor, rules: Sequence[FactorsRule]) -> str:
    """Return at which moments a factor is asked for, and nothing stricter in its place; "" where it never is."""
    stricter = {each for each, less in LESS.items() if factor in less}
    asked = {moment for rule in rules if factor in rule.factors for moment in rule.at}
    asked -= {moment for rule in rules if stricter.intersection(rule.factors) for moment in rule.at}
    return " and ".join(words for moment, words in _MOMENTS.items() if moment in asked)


def _timed(control: Control, words: str, rules: Sequence[IdleRule | ReauthRule]) -> Decided:
    if not rules:
        return Decided(control, "never", "")
    first = min(rules, key=lambda rule: rule.after_seconds)
    return Decided(control, f"{words} after {first.after_seconds} s", first.id, first.after_seconds)


_RISKS: dict[Risk, str] = {
    "clock": "a clock that is set",
    "network": "another network",
    "media": "a removable drive",
    "faked_input": "faked input",
}


def _reauth(rules: Sequence[ReauthRule]) -> Decided:
    """Return when a second factor is asked for: after the shortest time, and after every risk that a rule names."""
    timed = _timed("reauth", "asks for a second factor again", rules)
    risks = [words for risk, words in _RISKS.items() if any(risk in rule.after_risks for rule in rules)]
    limits = [rule.violations_an_hour for rule in rules if rule.violations_an_hour is not None]
    if limits:
        risks.append(f"more than {min(limits)} violations in an hour")
    return replace(timed, happens=f"{timed.happens}, and at once after {', '.join(risks)}") if risks else timed


def _shift(rules: Sequence[ShiftRule]) -> Decided:
    """Return when the seat closes because a shift ends: at the end of each that any rule tells of."""
    if not rules:
        return Decided("shift", "no shift ends", "")
    ends = sorted({each.end for rule in rules for each in rule.hours})
    acts = {"sign_out": "signs out", "lock": "locks"}
    act = acts["sign_out" if any(rule.at_end == "sign_out" for rule in rules) else "lock"]
    return Decided("shift", f"{act} as a shift ends ({', '.join(ends)})", rules[0].id)


def _idle(rules: Sequence[IdleRule]) -> Decided:
    counts = bool(rules) and all(rule.synthetic == "count" for rule in rules)
    locks = _timed("idle", f"locks without input{', faked or not,' if counts else ''}", rules)
    left = min(((rule.sign_out_minutes, rule.id) for rule in rules if rule.sign_out_minutes), default=None)
    if left is None:
        return locks
    return replace(locks, happens=f"{locks.happens}, signs out when left locked for {left[0]} min ({left[1]})")


def _first(rules: Iterable[Rule]) -> str:
    return next((rule.id for rule in rules), "")
