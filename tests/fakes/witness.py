"""A keeper and a display that remember, in one order, what the seat asked of them."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from workstation.facts.actions import AskProof, AskReason, LockWarning, Notify, StepUp, WarnOfLock
from workstation.facts.body import Body
from workstation.facts.capability import Capability
from workstation.facts.session import Session


class Witness:
    """Keeps the promises of seat.ports.Keeper and seat.ports.Display: every method returns at once."""

    def __init__(self) -> None:
        self.reports: list[Body] = []
        self.locks: list[str] = []
        self.notices: list[Notify] = []
        self.stepups: list[StepUp | int] = []
        self.questions: list[AskReason | AskProof] = []
        self.warnings: list[WarnOfLock] = []
        self.countdowns: list[tuple[LockWarning, datetime | None]] = []
        self.shown: list[Session] = []
        self.policies: list[str] = []
        self.pauses: list[tuple[str, str, str] | None] = []
        self.is_ready = False
        self.capabilities: tuple[Capability, ...] = ()

    def ready(self, capabilities: tuple[Capability, ...]) -> None:
        assert capabilities
        self.is_ready = True
        self.capabilities = capabilities

    def changed(self, capabilities: tuple[Capability, ...]) -> None:
        self.capabilities = capabilities

    def policy_taken(self, version: str) -> None:
        self.policies.append(version)

    def report(self, body: Body) -> None:
        self.reports.append(body)

    def step_up(self, wish: StepUp) -> None:
        self.stepups.append(wish)

    def drop_step_up(self, number: int) -> None:
        self.stepups.append(number)

    def lock(self, reason: str) -> None:
        self.locks.append(reason)

    def count_down(self, reason: LockWarning, at: datetime | None) -> None:
        self.countdowns.append((reason, at))

    def sign_off(self) -> None:
        self.locks.append("signed_off")

    def pause_recorder(self, rule: str, application: str, data_class: str) -> None:
        self.pauses.append((rule, application, data_class))

    def resume_recorder(self) -> None:
        self.pauses.append(None)

    def show(self, session: Session) -> None:
        self.shown.append(session)

    def notify(self, notice: Notify) -> None:
        self.notices.append(notice)

    def ask_reason(self, question: AskReason) -> None:
        self.questions.append(question)

    def ask_proof(self, question: AskProof) -> None:
        self.questions.append(question)

    def warn(self, warning: WarnOfLock) -> None:
        self.warnings.append(warning)
