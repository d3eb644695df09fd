"""The call recorder: paused while a customer may be reading out what no recording may hold."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.facts.actions import Notify, PauseRecorder, ResumeRecorder
from workstation.facts.observations import Observation, PauseUnconfirmed, PolicyChanged, TruthChanged
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import RecordingRule
from workstation.policy.watched import is_named

NEEDS = frozenset({"accessibility", "browsers"})


class RecordingGuard:
    """Pauses on a call while a value of the rules' classes is typed or revealed, and for a while after.

    Whenever the seat opens it says how things are, since the seat before this one may have paused. A policy without
    such rules only lets go then. A closed seat lets go of nothing during a call: nobody can tell what is said there.
    What is paused is on the record by the keeper, which outlives this seat.
    """

    def __init__(self, rules: Rules[RecordingRule]) -> None:
        self._rules = rules

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Pause or resume where that changes; tell the agent of a recorder that was not paused."""
        now = session.after(observation)
        if isinstance(observation, PauseUnconfirmed):
            return self._unconfirmed(now)
        pause = self._pause(now)
        if not _is_told_anew(session, observation) and (pause is None) is (self._pause(session) is None):
            return None
        if pause is None and now.situation.on_call and now.truth is not Truth.ACTIVE:
            return None
        return Ruling(rule=pause.rule if pause else "", actions=(pause or ResumeRecorder(),))

    def _pause(self, session: Session) -> PauseRecorder | None:
        """Return what the recorder is paused for, None where it runs. Off a call there is nothing to pause."""
        if not session.situation.on_call:
            return None
        for each in session.exposures:
            for rule in self._rules.applying(session, each.place, each.data_class):
                lasting = timedelta(seconds=rule.lasting_seconds)
                if is_named(each.data_class, rule.classes) and each.lasts(session.now, lasting):
                    return PauseRecorder(rule=rule.id, application=each.application, data_class=each.data_class)
        return None

    def _unconfirmed(self, session: Session) -> Ruling | None:
        pause = self._pause(session)
        rule = next((rule for rule in self._rules.all if pause is None or rule.id == pause.rule), None)
        if rule is None:
            return None
        notice = Notify(event="recorder_not_paused", rule=rule.id, what="", reason=rule.reason, instead=rule.instead)
        return Ruling(rule=rule.id, actions=(notice,))


def _is_told_anew(session: Session, observation: Observation) -> bool:
    """Say whether nobody knows what was said before: by another seat, or under another policy."""
    match observation:
        case PolicyChanged():
            return True
        case TruthChanged():
            return session.opens(observation)
        case _:
            return False
