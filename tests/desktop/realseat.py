"""A whole seat on the bed, its engine and desktop real, its keeper a disk that never fails."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tests.desktop.bed import eventually
from tests.desktop.screen import Screen
from tests.fakes.browsers import FakeBrowsers
from workstation.desktop.x11.desktop import X11Desktop
from workstation.detect.labels import label_class
from workstation.detect.scanner import Scanner
from workstation.facts.actions import AskProof, AskReason, LockWarning, Notify, StepUp, WarnOfLock
from workstation.facts.body import Body
from workstation.facts.capability import Capability
from workstation.facts.observations import (
    CallChanged,
    EntryWritten,
    ProofAsked,
    ProofInBrowser,
    ReasonChosen,
    ReasonTyped,
    RevealEnded,
    TruthChanged,
)
from workstation.facts.place import Mark, Page
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.policy.rules import MaskingRule, Policy, Reveal
from workstation.policy.scope import PlaceScope
from workstation.seat.engine import Engine
from workstation.seat.ports import Browsers

if TYPE_CHECKING:
    from workstation.facts.factor import Factor

WHY = "The customer cannot read it out."
REVEALING = Policy(
    name="reveals",
    format=1,
    rule=(MaskingRule(id="masking"),),
    reveal=(
        Reveal(
            id="call-backs",
            classes=("us_ssn", "card_number"),
            scope=PlaceScope(call="on"),
            seconds=60,
            times_an_hour=60,
            reasons=(WHY,),
            typed_reason=True,
        ),
    ),
)

PROVING = replace(REVEALING, reveal=(replace(REVEALING.reveal[0], step_up_minutes=0),))


class RealSeat:
    """Open for an agent from `open` to `close`. As keeper and display it keeps the promises of both ports."""

    def __init__(self, policy: Policy, browsers: Browsers | None = None) -> None:
        self.bodies: list[Body] = []
        self.notices: list[Notify] = []
        self.question: AskReason | None = None
        self.wish: StepUp | None = None
        self.proof: AskProof | None = None
        self.dropped: list[int] = []
        self.factors: tuple[Factor, ...] = ("totp",)
        self.session = Session(now=_now(), policy="0123456789ab")
        self.is_ready = False
        self.capabilities: tuple[Capability, ...] = ()
        self.eyes = Screen()
        self._engine = Engine(
            guards=build_guards(policy),
            session=self.session,
            keeper=self,
            desktop=X11Desktop(Scanner(), label_class, browsers or FakeBrowsers()),
            display=self,
        )
        self._thread = threading.Thread(target=self._engine.run, name="engine")

    def open(self, truth: Truth = Truth.ACTIVE) -> None:
        self._thread.start()
        eventually(lambda: self.is_ready, "the seat is up")
        self.becomes(truth)

    def becomes(self, truth: Truth) -> None:
        """Have the keeper say so."""
        self._engine.post(TruthChanged(at=_now(), truth=truth, agent="maria", reason=""))

    def call_ends(self) -> None:
        self._engine.post(CallChanged(at=_now(), on_call=False))

    def quit(self) -> None:
        """End the seat's work; harmless when it ended already."""
        self._engine.stop()
        self._thread.join()

    def close(self) -> None:
        self.quit()
        self.eyes.connection.close()

    def until_shown(self, data_class: str) -> Mark:
        """Return the one mark of this class once it is as high as a line and at rest."""
        eventually(lambda: self._at_rest(data_class), f"{data_class} shown")
        return self._at_rest(data_class)[0]

    def choose(self, reason: str) -> None:
        """Answer the question that is asked, once it is."""
        eventually(lambda: self.question is not None, "a reason is asked for")
        assert self.question is not None
        self.answer(self.question.number, reason)
        self.question = None

    def answer(self, number: int, reason: str) -> None:
        self._engine.post(ReasonChosen(at=_now(), number=number, reason=reason))

    def answer_typed(self, number: int, reason: str) -> None:
        self._engine.post(ReasonTyped(at=_now(), number=number, reason=reason))

    def decline(self, number: int) -> None:
        self._engine.post(RevealEnded(at=_now(), number=number))

    def _at_rest(self, data_class: str) -> list[Mark]:
        found = [mark for mark in self.marks if mark.data_class == data_class]
        return found if len(found) == 1 and all(rect.height < 40 for rect in found[0].hidden) else []

    @property
    def pages(self) -> Mapping[str, Page]:
        return self._engine._session.pages

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._engine._session.marks

    def ready(self, capabilities: tuple[Capability, ...]) -> None:
        self.is_ready = bool(capabilities)

    def changed(self, capabilities: tuple[Capability, ...]) -> None:
        self.capabilities = capabilities

    def policy_taken(self, version: str) -> None:
        assert version

    def report(self, body: Body) -> None:
        self.bodies.append(body)
        self._engine.post(EntryWritten(at=_now(), body=body))

    def step_up(self, wish: StepUp) -> None:
        """Ask for `factors`, whenever it was that somebody gave them."""
        self.wish = wish
        self._engine.post(ProofAsked(at=_now(), number=wish.number, factors=self.factors))

    def go_to_browser(self, number: int) -> None:
        """Have the agent prove in a browser who they are."""
        self._engine.post(ProofInBrowser(at=_now(), number=number))

    def prove(self) -> None:
        """Have the reveal that waits on the record."""
        assert self.wish is not None
        self.report(self.wish.body)

    def drop_step_up(self, number: int) -> None:
        self.dropped.append(number)

    def lock(self, reason: str) -> None:
        raise AssertionError(f"the seat locked: {reason}")

    def count_down(self, reason: LockWarning, at: datetime | None) -> None:
        """Nobody counts down here."""

    def sign_off(self) -> None:
        raise AssertionError("the agent was signed off")

    def pause_recorder(self, rule: str, application: str, data_class: str) -> None:
        """Nobody records here."""

    def resume_recorder(self) -> None:
        """Nobody records here."""

    def show(self, session: Session) -> None:
        self.session = session

    def notify(self, notice: Notify) -> None:
        self.notices.append(notice)

    def ask_proof(self, question: AskProof) -> None:
        self.proof = question

    def ask_reason(self, question: AskReason) -> None:
        self.question = question

    def warn(self, warning: WarnOfLock) -> None:
        """Nobody counts down here."""


def _now() -> datetime:
    return datetime.now(UTC)
