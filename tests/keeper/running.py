"""The keeper's service on a loop of its own, as a process would run it, and peers that speak to it."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tests.fakes.credentials import FakeCredentials
from tests.fakes.openid import FakeOpenid
from tests.fakes.sessions import FakeSessions
from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.fakes.vouchers import FakeVouchers
from tests.fakes.warden import FakeWarden
from tests.samples import KEYS
from workstation.errors import LinkError
from workstation.facts.kinds import Kind
from workstation.keeper.acknowledgements import Acknowledgements
from workstation.keeper.breakglass import BreakGlass
from workstation.keeper.changeover import Changeover
from workstation.keeper.charge import Charge
from workstation.keeper.choose import elapsed_clock
from workstation.keeper.closure import Closure
from workstation.keeper.credentialtelling import CredentialTelling
from workstation.keeper.glasstries import CONSOLE_FAILURES, GlassTries
from workstation.keeper.keeper import KeeperService
from workstation.keeper.keyasking import no_key
from workstation.keeper.lease import Lease
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.orders import Orders
from workstation.keeper.ownsessions import OwnSessions
from workstation.keeper.parts import Parts
from workstation.keeper.passwordchange import PasswordChange
from workstation.keeper.ports import AskKey, AskOpenid, Verifier
from workstation.keeper.recall import recall
from workstation.keeper.recorder import Recorder
from workstation.keeper.ruled import Ruled
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.keeper.spent import Spent
from workstation.keeper.storeview import StoreViews
from workstation.keeper.supporting import Supporting
from workstation.keeper.vouching import Vouchers, Vouching
from workstation.link.client import Client
from workstation.link.door import OwnDoor
from workstation.link.health import Health, LedgerHealth, PolicyHealth, SeatHealth, StoreHealth
from workstation.link.messages import (
    VERSION,
    CodeOffered,
    Cover,
    FromKeeper,
    Hello,
    Message,
    Ready,
    Role,
    TruthTold,
    Uncover,
    Verdict,
    Welcome,
)
from workstation.policy.fetching import PolicyRefused
from workstation.record.directive import Directive
from workstation.record.entry import parse_header

SEAT = "00000000-0000-4000-8000-000000000001/1"
DEADLINE = 10.0
CODES = {"111111", "222222", "333333"}
NO_RULES = Ruled(version="none")
M = TypeVar("M", bound=Message)


def utc_now() -> datetime:
    return datetime.now(UTC)


class RunningKeeper:
    """The service on a loop of its own, as a process would run it."""

    def __init__(
        self,
        folder: Path,
        ruled: Ruled = NO_RULES,
        clock: Callable[[], datetime] = utc_now,
        verifier: Verifier | None = None,
        away: timedelta = timedelta(),
        vault: FakeVault | None = None,
        silent_after: float = 60.0,
        ask_key: AskKey = no_key,
        openid: AskOpenid | None = None,
        is_key_present: Callable[[], bool] = lambda: False,
        vouchers: Vouchers | None = None,
        views: StoreViews | None = None,
        credentials: FakeCredentials | None = None,
        sessions: FakeSessions | None = None,
    ) -> None:
        """Start it; peers of tests do not beat by themselves, and are not silent before `silent_after` seconds."""
        self.waiting = 0
        self.credentials = credentials or FakeCredentials()
        self.sessions = sessions or FakeSessions()
        self.lease = Lease(elapsed_clock(), away)
        self.socket = folder / "run" / "keeper.sock"
        self.ledger = SqliteLedger(folder / "ledger.db", KEYS, clock=clock)
        self.warden = FakeWarden()
        self.vault = vault or FakeVault()
        self.closure = Closure(self.vault)
        verifier = verifier or FakeVerifier("cruz", CODES)
        self.recorder = Recorder(self.ledger, SEAT, lambda: None)
        self.slot = Slot(
            number=1,
            recorder=self.recorder,
            warden=self.warden,
            clock=clock,
            elapsed=elapsed_clock(),
            standing=recall(self.ledger, SEAT, utc_now(), self.closure.kept()),
            sighting=(lambda: views.last(self.changeover.ruled.lease)) if views else lambda: None,
        )
        signin = SignIn(
            self.slot,
            verifier,
            SEAT,
            ruled.checklist,
            clock,
            acknowledgements=Acknowledgements(self.vault),
            ask_key=ask_key,
            openid=openid or FakeOpenid(),
        )
        self.changeover = Changeover(ruled, self.slot, signin, self.ledger.label)
        supporting = Supporting(self.slot, SEAT, lambda: self.changeover.ruled.supports, clock, Spent(self.vault))
        self.forbidding: list[tuple[object, str]] = []
        self.service = KeeperService(
            charge=Charge(seat_id=SEAT, door=OwnDoor(self.socket), team="cards"),
            changeover=self.changeover,
            slot=self.slot,
            parts=Parts(self.slot, self.warden),
            signin=signin,
            ledger=self.ledger,
            clock=clock,
            health=self._health,
            lease=self.lease,
            waiting=lambda: self.waiting,
            supporting=supporting,
            orders=Orders(self.slot, signin, verifier, self.closure, clock),
            glass=BreakGlass(
                self.slot,
                SEAT,
                "cards",
                key=lambda: self.vault.get("break-glass-key"),
                tries=GlassTries(self.vault, self.slot.elapsed),
                console=GlassTries(self.vault, self.slot.elapsed, CONSOLE_FAILURES),
            ),
            vouching=Vouching(
                self.slot,
                SEAT,
                signin,
                vouchers or FakeVouchers(),
                supports=lambda: self.changeover.ruled.supports,
                clock=clock,
            ),
            password_change=PasswordChange(
                self.slot,
                SEAT,
                signin,
                verifier,
                self.credentials,
                ask_key=ask_key,
                answers=lambda: not self.credentials.away,
            ),
            own_sessions=OwnSessions(self.slot, SEAT, signin, self.sessions, ask_key=ask_key),
            telling=CredentialTelling(self.slot, SEAT, self.credentials, clock),
            forbid=lambda *wanted: self.forbidding.append(wanted),
            is_key_present=is_key_present,
            silent_after=silent_after,
        )
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self.service.run())
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._clients: list[Client] = []

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        while rest := asyncio.all_tasks(self._loop):  # who connected at the last moment gets a task while others end
            for task in rest:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _health(self, ruled: Ruled, at: datetime) -> Health:
        policy = PolicyHealth(name=ruled.name, version=ruled.version, is_from_store=False)
        store = StoreHealth(url="", answers=True, since=at, trouble="", waiting=0, share=0.0, receipted_at=None)
        ledger = LedgerHealth(folder="", is_durable=self.recorder.durable, free_bytes=1, free_share=1.0)
        standing = self.slot.standing
        seat = SeatHealth(
            truth=standing.truth,
            since=at,
            reason="",
            agent=standing.agent,
            is_ready=standing.seat_ready,
            shields=len(self.slot.shields),
        )
        return Health(
            at=at, pid=1, assurance="trial", keys_are_sealed=False, seat=seat, policy=policy, store=store, ledger=ledger
        )

    def peer(self, role: Role) -> Client:
        """Connect and be welcomed."""
        until = datetime.now(UTC) + timedelta(seconds=DEADLINE)
        client = None
        while client is None:
            try:
                client = Client.connect(self.socket, Hello(version=VERSION, role=role), FromKeeper)
            except LinkError:
                assert datetime.now(UTC) < until, "the keeper never listened"
        self._clients.append(client)
        hear(client, Welcome)
        return client

    def open_seat(self) -> tuple[Client, Client, Client]:
        """Return seat, shield and prompt of a seat that an agent just opened."""
        seat, shield, prompt = self.peer("seat"), self.peer("shield"), self.peer("prompt")
        hear(shield, Cover)
        seat.send(Ready(capabilities=()))
        hear(seat, TruthTold)
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        hear(shield, Uncover)
        return seat, shield, prompt

    def change(self, ruled: Ruled) -> None:
        """Have another policy come into force."""
        self._loop.call_soon_threadsafe(self.changeover.change, ruled)

    def direct(self, directive: Directive) -> None:
        """Have the store pass something on."""
        self._loop.call_soon_threadsafe(self.service.directed, directive)

    def do(self, act: Callable[[], None]) -> None:
        """Do it on the keeper's loop, after everything that it was given before."""
        self._loop.call_soon_threadsafe(act)

    def refuse(self, refusal: PolicyRefused) -> None:
        """Have a published policy refused."""
        self._loop.call_soon_threadsafe(self.changeover.refused, refusal)

    def kinds(self) -> list[Kind]:
        return [parse_header(entry.header).kind for entry in self.ledger.waiting(SEAT, 10_000)]

    def stop(self) -> None:
        if not self._clients:
            self.peer("status")  # asyncio leaves the socket open where a server's start is cancelled
        for client in self._clients:
            client.close()
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(DEADLINE)
        self.ledger.close()


def hear(client: Client, kind: type[M], where: Callable[[M], bool] = lambda _: True) -> M:
    """Return the next message of `kind` for which `where` holds; other messages pass by."""
    until = datetime.now(UTC) + timedelta(seconds=DEADLINE)
    while datetime.now(UTC) < until:
        message = client.receive(0.2)
        if isinstance(message, kind) and where(message):
            return message
    raise AssertionError(f"no {kind.__name__} came")


def eventually(holds: Callable[[], Any]) -> None:
    until = datetime.now(UTC) + timedelta(seconds=DEADLINE)
    while not holds():
        assert datetime.now(UTC) < until, "it never became so"
