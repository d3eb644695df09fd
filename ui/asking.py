"""What the prompt asks now; every message of the keeper and every answer makes the next one."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Literal

from ui.present import policytext
from ui.present import prompt as words
from ui.present.policytext import Part
from ui.present.status import lock_reason
from workstation.errors import PolicyError
from workstation.facts.factor import Factor
from workstation.facts.truth import Truth
from workstation.link.messages import ConfirmElsewhere, GlassAsked, Message, TruthTold, Verdict, VouchTold, Welcome
from workstation.policy.wire import decode_policy


class Step(Enum):
    """What stands in the middle of the prompt."""

    WAIT = auto()
    SIGN_IN = auto()
    CODE = auto()
    ELSEWHERE = auto()
    POLICY = auto()
    CHECKLIST = auto()
    GLASS = auto()
    NAME = auto()
    VOUCH = auto()


WHATEVER_FACTORS = frozenset({Step.POLICY, Step.CHECKLIST, Step.GLASS, Step.NAME, Step.VOUCH})
"""What goes on whichever factors are asked for meanwhile."""
AGAIN = frozenset({"wrong_code", "locked_out", "not_durable", "seat_not_ready"})
"""Why something was refused that may be offered once more."""
NAME_WANTED = frozenset({"key_several_accounts", "name_wanted"})
"""Why a security key that was to say whose it is did not, and does with a name."""
ORDINARY_STEPS = frozenset({Step.SIGN_IN, Step.CODE})


@dataclass(frozen=True, slots=True)
class Offered:
    """The person handed in a code or the checklist."""


@dataclass(frozen=True, slots=True)
class WayLeft:
    """The person goes back to the ordinary way in."""


@dataclass(frozen=True, slots=True)
class SupervisorSought:
    """The person wants supervisors asked, and did not say yet who they are."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The person goes on by the other way that is offered: with a security key, or with their name beside it."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No verdict came in time."""


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The keeper is gone or silent."""


Turn = Literal["key", "name"]
"""A way beside the one that is asked for: by a security key, or by a name beside that."""
PromptFact = Message | Offered | WayLeft | SupervisorSought | Turned | Unanswered | LinkLost


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One prompt: why the seat is closed, what is asked, and what the last answer meant.

    `by_key` says that the person chose their security key in place of what is asked for, `by_name` that a name is
    typed beside it, without which it says itself whose it is.
    """

    step: Step = Step.WAIT
    reason: str
    answer: str = ""
    checking: bool = False
    checklist: tuple[str, ...] = ()
    text: tuple[Part, ...] = ()
    policy_version: str = ""
    team: str = ""
    trial: bool = False
    truth: tuple[Truth, str] | None = None
    factors: tuple[Factor, ...] = ("totp",)
    elsewhere: ConfirmElsewhere | None = None
    challenge: GlassAsked | None = None
    may_be_vouched: bool = False
    is_vouched: bool = False
    key_at_hand: bool = False
    by_key: bool = False
    by_name: bool = False

    @property
    def asked(self) -> tuple[Factor, ...]:
        """Return the factors that are asked for: a security key stands for whatever is no password."""
        if not self.by_key:
            return self.factors
        return tuple("password" if each == "password" else "security_key" for each in self.factors)

    @property
    def names_itself(self) -> bool:
        """Say whether a security key is to say whose it is."""
        return self.step is Step.SIGN_IN and "security_key" in self.asked and not self.by_name

    @property
    def turn(self) -> Turn | None:
        """Return which other way is offered, None for none."""
        if self.names_itself:
            return "name"
        if self.step in ORDINARY_STEPS and "security_key" not in self.asked and self.key_at_hand:
            return "key"
        return None

    def after(self, fact: PromptFact) -> "Asking":  # noqa: PLR0911 - one arm a fact
        """Return what the prompt asks once `fact` happened; facts that say nothing to it change nothing."""
        match fact:
            case Welcome(assurance=assurance, team=team):
                return replace(self, trial=assurance == "trial", team=team)
            case TruthTold():
                return self._heard(fact)
            case Verdict():
                return self._judged(fact)
            case ConfirmElsewhere():
                return replace(self, step=Step.ELSEWHERE, elsewhere=fact, checking=False, answer="")
            case GlassAsked():
                asked = replace(self, step=Step.GLASS, challenge=fact, reason=words.glass_how())
                return replace(asked, checking=False, answer="")
            case VouchTold():
                return self._vouched(fact)
            case _:
                return self._done(fact)

    def _done(self, fact: PromptFact) -> "Asking":
        """Return what is asked once the person did something, or nothing came of it."""
        match fact:
            case WayLeft() | SupervisorSought() | Turned():
                return self._gone(fact)
            case Offered():
                return replace(self, checking=True, answer="")
            case Unanswered():
                begun = self._told(*self.truth) if self.truth and self.step is Step.ELSEWHERE else self
                return replace(begun, checking=False, answer=words.no_verdict())
            case LinkLost():
                return Asking(reason=words.keeper_away(), trial=self.trial)
            case _:
                return self

    def _gone(self, way: WayLeft | SupervisorSought | Turned) -> "Asking":
        """Return what is asked once the person goes another way."""
        match way:
            case WayLeft():
                return self._told(*self.truth) if self.truth else self
            case SupervisorSought():
                return replace(self, step=Step.NAME, reason=words.vouch_name(), answer="")
            case Turned() if self.turn == "key":
                return replace(self, by_key=True, answer="")
            case Turned() if self.turn == "name":
                return replace(self, by_name=True, answer="")
            case Turned():
                return self

    def _heard(self, told: TruthTold) -> "Asking":
        known = (told.truth, told.reason)
        is_same = self.truth == known and (self.factors == told.factors or self.step in WHATEVER_FACTORS)
        return replace(
            self if is_same else self._told(*known),
            factors=told.factors,
            may_be_vouched=told.may_be_vouched,
            key_at_hand=told.key_at_hand,
        )

    def _told(self, truth: Truth, reason: str) -> "Asking":
        known = (truth, reason)
        match truth:
            case Truth.ACTIVE:
                return self._anew(known)
            case Truth.SIGNED_OUT:
                return replace(self._anew(known), step=Step.SIGN_IN, reason=lock_reason(reason or truth.value))
            case Truth.SUSPENDED | Truth.REVOKED:
                return replace(self._anew(known), reason=lock_reason(truth.value))
            case _:
                return replace(self._anew(known), step=Step.CODE, reason=lock_reason(reason))

    def _anew(self, truth: tuple[Truth, str] | None) -> "Asking":
        return Asking(
            reason=words.opening(),
            trial=self.trial,
            team=self.team,
            truth=truth,
            factors=self.factors,
            may_be_vouched=self.may_be_vouched,
            key_at_hand=self.key_at_hand,
        )

    def _vouched(self, told: VouchTold) -> "Asking":
        """Wait for a supervisor, or ask for the password; somebody who went another way is not called back."""
        if told.is_given and self.step is not Step.VOUCH and not self.checking:
            return self
        reason = words.vouch_given() if told.is_given else words.vouch_asked()
        asked = replace(self, step=Step.VOUCH, is_vouched=told.is_given, reason=reason)
        return replace(asked, checking=False, answer="")

    def _judged(self, verdict: Verdict) -> "Asking":
        if verdict.accepted and verdict.policy:
            return self._to_read(verdict)
        if verdict.accepted and verdict.checklist:
            again = words.verdict_sentence("checklist") if self.step is Step.CHECKLIST else ""
            asked = replace(self, step=Step.CHECKLIST, checklist=verdict.checklist, reason=words.checklist_hint())
            return replace(asked, checking=False, answer=again, text=(), policy_version="")
        if verdict.accepted:
            return self._anew(self.truth)
        if self.step is Step.VOUCH and verdict.reason in AGAIN:
            return replace(self, checking=False, answer=words.vouched_refused(verdict.reason))
        if self.step is Step.GLASS and verdict.reason in AGAIN:
            return replace(self, checking=False, answer=words.glass_refused(verdict.reason))
        asked_again = self._told(*self.truth) if self.truth else self
        by_name = self.by_name or (self.names_itself and verdict.reason in NAME_WANTED)
        said = words.by_key_refused if "security_key" in self.asked else words.verdict_sentence
        return replace(asked_again, by_key=self.by_key, by_name=by_name, answer=said(verdict.reason))

    def _to_read(self, verdict: Verdict) -> "Asking":
        try:
            text = policytext.policy_text(decode_policy(verdict.policy), verdict.policy_version, self.team)
        except PolicyError:
            return replace(self, checking=False, answer=policytext.cannot_be_shown())
        asked = replace(self, step=Step.POLICY, text=text, policy_version=verdict.policy_version)
        return replace(asked, reason=policytext.how_to_read(), checking=False, answer="")


def first() -> Asking:
    """Return what a prompt shows before the keeper has said anything."""
    return Asking(reason=words.connecting())
