"""The keeper as the seat sees it: over the link, through its restarts, with nothing unconfirmed forgotten."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from workstation.errors import LinkError
from workstation.facts import observations
from workstation.facts.actions import LockWarning, StepUp
from workstation.facts.body import NAME_LIMIT, Body
from workstation.facts.capability import Capability
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    CredentialsChanged,
    EntryWritten,
    GlassBroken,
    PasswordChangeOffered,
    PauseUnconfirmed,
    ProgramsStarted,
    RecoveryCodeUsed,
    StoreSawSeat,
    SupportChanged,
    TruthChanged,
)
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.truth import Truth
from workstation.link.client import Client
from workstation.link.messages import (
    COUNTDOWN_LIMIT,
    PROOF_LIMIT,
    VERSION,
    Beat,
    CallTold,
    CapabilitiesTold,
    ConfirmElsewhere,
    CountdownTold,
    CredentialsTold,
    ElsewhereAnswered,
    ElsewhereOffered,
    Executed,
    Farewell,
    FromKeeper,
    GlassOpened,
    Hello,
    LockOrder,
    Message,
    MyRecord,
    MyRecordWanted,
    MySessions,
    MySessionsWanted,
    NotPaused,
    NotRecorded,
    OpenBrowser,
    PasswordAnswered,
    PasswordAsked,
    PasswordOffered,
    PauseWanted,
    PolicyTaken,
    PolicyTold,
    ProofAsked,
    ProofOffered,
    ProofTold,
    Ready,
    Recorded,
    RecoveryCodeTaken,
    Report,
    ResumeWanted,
    RevealRecorded,
    SignOffOrder,
    StepUpDropped,
    StepUpWanted,
    StoreViewTold,
    SupportTold,
    TruthTold,
    Verdict,
    Welcome,
)
from workstation.seat.ports import Post

UNCONFIRMED_LIMIT = 10_000
BEAT_EVERY = 1.0
SILENT_AFTER = 5.0
AGAIN_AFTER = 0.1


class LinkKeeper:
    """Implements seat.ports.Keeper. `run` is its receiving thread; every other method may be called from any thread.

    Reports wait here until the keeper says that they are durable; after a reconnection they are sent again.
    """

    def __init__(self, path: Path, slot: int) -> None:
        self._path = path
        self._slot = slot
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._unconfirmed: dict[int, Body] = {}
        self._number = 0
        self._ready: Ready | None = None
        self._counting: dict[LockWarning, datetime] = {}
        self._stepping: StepUp | None = None
        self._judged: dict[int, Callable[[ProofTold], None]] = {}
        self._changing: dict[int, Callable[[PasswordAnswered], None]] = {}
        self._asking: dict[int, Callable[[MySessions], None]] = {}
        self._elsewhere: dict[int, Callable[[ElsewhereAnswered], None]] = {}
        self._recorder: PauseWanted | ResumeWanted | None = None
        self._last_word = threading.Lock()
        self._answers: list[Callable[[MyRecord], None]] = []
        self._stopped = threading.Event()

    def connect(self) -> Welcome:
        """Connect and return what the keeper says first; raise LinkError where it does not answer."""
        hello = Hello(version=VERSION, role="seat", slot=self._slot)
        client = Client.connect(self._path, hello, FromKeeper)
        match client.receive(SILENT_AFTER):
            case Welcome() as welcome:
                self._greeted(client)
                return welcome
            case _:
                client.close()
                raise LinkError("the keeper did not welcome this seat", hint="Is another seat running here already?")

    def ready(self, capabilities: tuple[Capability, ...]) -> None:
        """Say that every sensor is up; said again to every new keeper."""
        self._ready = Ready(capabilities=capabilities)
        self._say(self._ready)

    def changed(self, capabilities: tuple[Capability, ...]) -> None:
        """Say what the session can keep now; a new keeper hears nothing else."""
        if capabilities == self.capabilities:
            return
        self._ready = Ready(capabilities=capabilities)
        self._say(CapabilitiesTold(capabilities=capabilities))

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """Return what was said to the keeper, nothing before `ready`."""
        return self._ready.capabilities if self._ready is not None else ()

    def policy_taken(self, version: str) -> None:
        """Say that this seat guards by the policy of this version, and counts down by none before it."""
        for reason in tuple(self._counting):
            self.count_down(reason, None)
        self._say(PolicyTaken(version=version))

    def report(self, body: Body) -> None:
        """Have it written down; LinkError once 10,000 reports wait for a keeper.

        What the keeper would not take (a name without bounds) is told as a failure of its own instead.
        """
        body = _sayable(body)
        with self._lock:
            if len(self._unconfirmed) >= UNCONFIRMED_LIMIT:
                raise LinkError("too many reports wait for the keeper")
            self._number += 1
            self._unconfirmed[self._number] = body
            report = Report(number=self._number, body=body)
        self._say(report)

    def step_up(self, wish: StepUp) -> None:
        """Have a reveal written down once its agent proved their factors; a keeper that is lost has closed the seat."""
        if (body := _sayable(wish.body)).kind is not wish.body.kind:
            self.report(body)  # what cannot be recorded is not lifted
            return
        self._stepping = wish
        within = min(wish.within.total_seconds(), PROOF_LIMIT)
        self._say(StepUpWanted(number=wish.number, body=body, within_seconds=within))

    def drop_step_up(self, number: int) -> None:
        """Say that this reveal is over."""
        if self._stepping is not None and self._stepping.number == number:
            self._stepping = None
        self._say(StepUpDropped(number=number))

    def offer_proof(self, offer: ProofOffered, answer: Callable[[ProofTold], None]) -> None:
        """Have what the agent proves themself by judged; `answer` is called from the receiving thread.

        It is told of what is to be confirmed elsewhere first, or opened in a browser, where that is.
        """
        self._judged[offer.number] = answer
        self._say(offer)

    def offer_password(self, offer: PasswordOffered, answer: Callable[[PasswordAnswered], None]) -> None:
        """Have the agent's password changed; `answer` is called from the receiving thread, or never."""
        self._changing[offer.number] = answer
        self._say(offer)

    def ask_my_sessions(self, asked: MySessionsWanted, answer: Callable[[MySessions], None]) -> None:
        """Ask where the agent is signed in; `answer` is called from the receiving thread, or never."""
        self._asking[asked.number] = answer
        self._say(asked)

    def end_elsewhere(self, offer: ElsewhereOffered, answer: Callable[[ElsewhereAnswered], None]) -> None:
        """Have the agent signed out elsewhere; `answer` is called from the receiving thread, or never."""
        self._elsewhere[offer.number] = answer
        self._say(offer)

    def lock(self, reason: str) -> None:
        """Have the seat locked; without a keeper the shields cover by themselves."""
        self._say(LockOrder(reason=reason))

    def count_down(self, reason: LockWarning, at: datetime | None) -> None:
        """Say that the seat counts down to a lock, or no longer does; once for each countdown of an open seat."""
        if self._counting.get(reason) == at:
            return
        if at is None:
            self._counting.pop(reason, None)
            self._say(CountdownTold(reason=reason, seconds=None))
        else:
            self._counting[reason] = at
            left = (at - datetime.now(UTC)).total_seconds()
            self._say(CountdownTold(reason=reason, seconds=min(max(0.0, left), COUNTDOWN_LIMIT)))

    def sign_off(self) -> None:
        """Have the agent's session ended; without a keeper the shields cover by themselves."""
        self._say(SignOffOrder())

    def pause_recorder(self, rule: str, application: str, data_class: str) -> None:
        """Have the call recorder paused; said again to every new keeper."""
        self._say_of_recorder(PauseWanted(rule=rule, application=application[:NAME_LIMIT], data_class=data_class))

    def resume_recorder(self) -> None:
        """Have the call recorder go on; said again to every new keeper."""
        self._say_of_recorder(ResumeWanted())

    def ask_my_record(self, limit: int, answer: Callable[[MyRecord], None]) -> None:
        """Ask for the agent's own record; `answer` is called from the receiving thread."""
        self._answers.append(answer)
        self._say(MyRecordWanted(limit=limit))

    def stop(self) -> None:
        """End `run`."""
        self._stopped.set()
        if self._client is not None:
            self._client.close()

    def run(self, post: Post, alive: Callable[[], bool], told: Callable[[PolicyTold], None]) -> None:
        """Receive until `stop` or a farewell, post every truth, beat while `alive`; look for a lost keeper again.

        `told` is called with every policy that the keeper tells, the one in force already included.
        """
        while not self._stopped.is_set():
            try:
                self._receive(post, alive, told)
            except LinkError:
                post(_truth(Truth.LOCKED, "", "keeper_gone"))
                self._look_again()

    def _receive(self, post: Post, alive: Callable[[], bool], told: Callable[[PolicyTold], None]) -> None:
        silent = 0.0
        while not self._stopped.is_set():
            client = self._client
            if client is None:
                raise LinkError("the keeper is gone")
            message = client.receive(BEAT_EVERY)
            if isinstance(message, PolicyTold):
                told(message)
            elif message is not None:
                self._heard(message, post)
            if alive() and (message is None or isinstance(message, Beat)):
                self._say(Beat())
            silent = silent + BEAT_EVERY if message is None else 0.0
            if silent > SILENT_AFTER:
                raise LinkError("the keeper is silent")

    def _heard(self, message: Message, post: Post) -> None:  # noqa: C901, PLR0912 - one arm a message
        match message:
            case Recorded(number=number):
                if (body := self._unconfirmed.pop(number, None)) is not None:
                    post(EntryWritten(at=datetime.now(UTC), body=body))
            case NotRecorded(number=number):
                self._unconfirmed.pop(number, None)
            case ProofAsked(number=number, factors=factors):
                post(observations.ProofAsked(at=datetime.now(UTC), number=number, factors=factors))
            case RevealRecorded(number=number) if (wish := self._stepping) is not None and wish.number == number:
                self._stepping = None
                post(EntryWritten(at=datetime.now(UTC), body=wish.body))
            case Verdict(number=number) if (judged := self._judged.pop(number, None)) is not None:
                judged(message)
            case ConfirmElsewhere(number=number) if (shown := self._judged.get(number)) is not None:
                shown(message)
            case PasswordAsked(factors=factors):
                post(PasswordChangeOffered(at=datetime.now(UTC), factors=factors))
            case PasswordAnswered(number=number) if (changing := self._changing.pop(number, None)) is not None:
                changing(message)
            case MySessions(number=number) if (asking := self._asking.pop(number, None)) is not None:
                asking(message)
            case ElsewhereAnswered(number=number) if (ending := self._elsewhere.pop(number, None)) is not None:
                ending(message)
            case CredentialsTold(what=what):
                post(CredentialsChanged(at=datetime.now(UTC), what=what))
            case OpenBrowser(number=number) if (opened := self._judged.get(number)) is not None:
                post(observations.ProofInBrowser(at=datetime.now(UTC), number=number))
                opened(message)
            case CallTold(on_call=on_call):
                post(CallChanged(at=datetime.now(UTC), on_call=on_call))
            case StoreViewTold(view=view):
                post(StoreSawSeat(at=datetime.now(UTC), view=view))
            case SupportTold(support=support):
                post(SupportChanged(at=datetime.now(UTC), support=support))
            case Executed(pids=pids):
                post(ProgramsStarted(at=datetime.now(UTC), pids=pids))
            case NotPaused():
                post(PauseUnconfirmed(at=datetime.now(UTC)))
            case RecoveryCodeTaken(left=left):
                post(RecoveryCodeUsed(at=datetime.now(UTC), left=left))
            case GlassOpened(until=until):
                post(GlassBroken(at=datetime.now(UTC), until=until))
            case TruthTold():
                self._truth_told(message)
                post(_truth(message.truth, message.agent, message.reason, message.closes_at, message.shift))
            case Farewell():
                self._stopped.set()
            case MyRecord() if self._answers:
                self._answers.pop(0)(message)
            case _:
                return

    def _truth_told(self, told: TruthTold) -> None:
        if told.truth is not Truth.ACTIVE:
            self._counting.clear()

    def _look_again(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
        while not self._stopped.wait(AGAIN_AFTER):
            try:
                self.connect()
            except LinkError:
                continue
            return

    def _greeted(self, client: Client) -> None:
        self._answers.clear()
        self._stepping = None
        self._judged.clear()
        self._changing.clear()
        self._counting.clear()
        self._client = client
        if self._ready is not None:
            self._say(self._ready)
        for number, body in tuple(self._unconfirmed.items()):
            self._say(Report(number=number, body=body))
        self._say_of_recorder(None)

    def _say_of_recorder(self, word: PauseWanted | ResumeWanted | None) -> None:
        """Say `word`, or the last one again; whichever thread says it, the last word is said last."""
        with self._last_word:
            self._recorder = word or self._recorder
            if self._recorder is not None:
                self._say(self._recorder)

    def _say(self, message: Message) -> None:
        client = self._client
        if client is None:
            return
        with self._lock:
            try:
                client.send(message)
            except LinkError:
                client.close()


def _sayable(body: Body) -> Body:
    try:
        return msgspec.msgpack.decode(msgspec.msgpack.encode(body), type=Body)
    except msgspec.ValidationError:
        details: dict[str, str | int] = {"unsayable": body.kind}
        return Body(kind=Kind.CONTROL_FAILED, severity=Severity.FAILURE, outcome=Outcome.FAILED, details=details)


def _truth(
    truth: Truth, agent: str, reason: str, closes_at: datetime | None = None, shift: ShiftEnd | None = None
) -> TruthChanged:
    return TruthChanged(at=datetime.now(UTC), truth=truth, agent=agent, reason=reason, closes_at=closes_at, shift=shift)
