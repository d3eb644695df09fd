"""The keeper's process: every adapter built in one place, then the service until it is told to end."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from workstation.accounts import require_account
from workstation.alone import Hold
from workstation.errors import AlreadyRunningError
from workstation.installed import Installation
from workstation.keeper.acknowledgements import Acknowledgements
from workstation.keeper.breakglass import BreakGlass
from workstation.keeper.changeover import Changeover
from workstation.keeper.charge import Charge
from workstation.keeper.checkpoints import Checkpoints
from workstation.keeper.choose import elapsed_clock
from workstation.keeper.closure import Closure
from workstation.keeper.credentialtelling import CredentialTelling
from workstation.keeper.denying import Denying
from workstation.keeper.directives import Directives
from workstation.keeper.enrolment import Enrolment, load_enrolment
from workstation.keeper.glasskey import GlassKey
from workstation.keeper.glasstries import CONSOLE_FAILURES, GlassTries
from workstation.keeper.installeddoor import InstalledDoor
from workstation.keeper.installedvault import open_installed_vault
from workstation.keeper.installedwarden import InstalledWarden
from workstation.keeper.keeper import KeeperService
from workstation.keeper.keyasking import ASK_KEY, KeyAsking, no_key
from workstation.keeper.keyrotation import open_ledger
from workstation.keeper.keyspresent import is_key_present
from workstation.keeper.keysuccession import publish_successions
from workstation.keeper.lease import Lease
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.logind import Logind
from workstation.keeper.noticing import Noticing
from workstation.keeper.offline import OfflineVerifier
from workstation.keeper.openidasking import OpenidAsking
from workstation.keeper.orders import Orders
from workstation.keeper.ownsessions import OwnSessions
from workstation.keeper.parts import Parts
from workstation.keeper.passwordchange import PasswordChange
from workstation.keeper.passwordcheck import CHECK, PasswordCheck
from workstation.keeper.policies import FETCH, PublishedPolicy
from workstation.keeper.policysource import policy_of_file, published_policy
from workstation.keeper.ports import AskOpenid, Denied, Verifier, Warden
from workstation.keeper.recall import last_written, recall
from workstation.keeper.recorder import Recorder
from workstation.keeper.reserve import Reserve
from workstation.keeper.ruled import ruled_by
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.shipper import Shipper, Shipping
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.keeper.spent import Spent
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.storeview import StoreViews
from workstation.keeper.supporting import Supporting
from workstation.keeper.trialvault import keepers_trial_vault
from workstation.keeper.trialwarden import TrialWarden
from workstation.keeper.truth import LockOrdered
from workstation.keeper.untilended import until_ended
from workstation.keeper.userkeyring import ASK, UserKeyring
from workstation.keeper.vault import FileVault
from workstation.keeper.verifier import StoreThenOffline
from workstation.keeper.vouching import Vouching
from workstation.keeper.wellbeing import Wellbeing
from workstation.link.door import Door, OwnDoor
from workstation.record.directive import Directive

SLOT = 1
DIRECTED_WITHIN = 10.0
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the time as the keeper tells it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a keeper lives and, in a trial, what it starts.

    `policy` is a file, for a device whose audit store publishes none. `installed` is None in a trial.
    """

    folder: Path
    policy: Path | None
    socket: Path
    commands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    installed: Installation | None = None

    @property
    def assurance(self) -> Literal["trial", "installed"]:
        """What seat and prompt tell their user."""
        return "installed" if self.installed else "trial"

    def command(self, part: str) -> list[str]:
        """Return how `part` is started: the product's own command, unless another one was given."""
        own = [sys.executable, "-m", "workstation", part]
        return [*self.commands.get(part, own), "--socket", str(self.socket)]

    def fetching(self) -> Sequence[str]:
        """Return how policies are fetched: by the product's own command, unless another one was given."""
        return self.commands.get("fetch-policy", FETCH)

    def checking(self) -> Sequence[str]:
        """Return how a password is checked: by the product's own command, unless another one was given."""
        return self.commands.get("check-password", CHECK)

    def asking(self) -> Sequence[str]:
        """Return how this user's keyring is asked: by the product's own command, unless another one was given."""
        return self.commands.get("ask-keyring", ASK)

    def touching(self) -> Sequence[str]:
        """Return how a security key is asked: by the product's own command, unless another one was given."""
        return self.commands.get("ask-security-key", ASK_KEY)


@dataclass(slots=True)
class Adapters:
    """Everything that the keeper's service stands on, built once."""

    hold: Hold
    enrolment: Enrolment
    vault: SealedVault
    ledger: SqliteLedger
    store: HttpsStore
    views: StoreViews
    shipper: Shipper
    lease: Lease
    glass_key: GlassKey
    verifier: Verifier
    openid: AskOpenid
    warden: Warden
    door: Door


def build_adapters(place: Place) -> Adapters:
    """Open vault, enrolment and ledger and reach for the store; raise DeskwardenError where one cannot be.

    Raise AlreadyRunningError where a keeper holds the folder.
    """
    if place.installed:
        require_account(place.installed.keeper)
    FileVault(place.folder)  # makes the folder
    hold = Hold(place.folder, AlreadyRunningError("a keeper runs here already", hint="`deskwarden status` shows it."))
    vault = _vault(place)
    enrolment = load_enrolment(vault)
    ledger = open_ledger(place.folder / "ledger.db", vault, enrolment.device_key)
    publish_successions(vault, enrolment)
    views = StoreViews(elapsed_clock())
    store = HttpsStore(enrolment, utc_now, vault, views.saw)
    lease = Lease(elapsed_clock(), _away(ledger, enrolment.seat_id(SLOT)))
    glass_key = GlassKey(vault, store.glass_key)

    def received() -> None:
        lease.renew()
        glass_key.heard()

    shipper = Shipper(
        ledger=ledger,
        store=store,
        receipt_key=enrolment.receipt_key,
        clock=utc_now,
        told=_told_of_shipping,
        received=received,
    )

    def answered() -> None:
        lease.grace()
        shipper.hurry()

    offline = OfflineVerifier(vault, PasswordCheck(place.checking()))

    warden, door = _warden_and_door(place)
    return Adapters(
        hold=hold,
        enrolment=enrolment,
        vault=vault,
        ledger=ledger,
        store=store,
        views=views,
        shipper=shipper,
        lease=lease,
        glass_key=glass_key,
        verifier=StoreThenOffline(store, offline, utc_now, answered),
        openid=OpenidAsking(store, offline, utc_now, answered),
        warden=warden,
        door=door,
    )


def _vault(place: Place) -> SealedVault:
    if place.installed:
        return open_installed_vault(place.folder)
    return keepers_trial_vault(place.folder, UserKeyring(place.asking()))


def _warden_and_door(place: Place) -> tuple[Warden, Door]:
    if place.installed:
        warden = InstalledWarden()
        return warden, InstalledDoor(SLOT, place.installed.shield, warden, place.folder)
    started = {part: place.command(part) for part in ("seat", "shield")}
    return TrialWarden(started, place.folder), OwnDoor(place.socket)


def run_keeper(place: Place, adapters: Adapters) -> None:
    """Run the keeper until SIGTERM or SIGINT.

    Raise AlreadyRunningError where one serves the socket, PolicyError without a policy, KeeperFailedError where a
    thread of the keeper's ended by a fault.
    """
    asyncio.run(_run(place, adapters))


async def _run(place: Place, adapters: Adapters) -> None:
    seat_id = adapters.enrolment.seat_id(SLOT)
    checkpoints = Checkpoints(adapters.ledger)

    def appended() -> None:
        adapters.shipper.appended()
        checkpoints.appended()

    recorder = Recorder(adapters.ledger, seat_id, appended, Reserve(place.folder / "reserve"))
    later_clock = _later_clock(adapters.ledger)
    published = published_policy(
        adapters.enrolment,
        folder=place.folder,
        given=place.policy,
        vault=adapters.vault,
        clock=later_clock,
        command=place.fetching(),
        ahead=lambda: adapters.store.ahead,
    )
    if published:
        ruled = published.load()
    else:
        ruled = ruled_by(policy_of_file(place.folder, place.policy, recorder), adapters.enrolment.team)
    adapters.ledger.label(ruled)
    closure = Closure(adapters.vault)
    slot = Slot(
        number=SLOT,
        recorder=recorder,
        warden=adapters.warden,
        clock=utc_now,
        elapsed=elapsed_clock(),
        standing=recall(adapters.ledger, seat_id, utc_now(), closure.kept()),
        sighting=lambda: adapters.views.last(changeover.ruled.lease),
    )
    wellbeing = Wellbeing(
        folder=place.folder,
        assurance=place.assurance,
        enrolment=adapters.enrolment,
        slot=slot,
        ledger=adapters.ledger,
        shipper=adapters.shipper,
        published=published,
        vault=adapters.vault,
        glass_key=adapters.glass_key,
    )
    keys = None if place.installed else KeyAsking(lambda: utc_now() + adapters.store.ahead, place.touching())
    signin = SignIn(
        slot,
        adapters.verifier,
        seat_id,
        ruled.checklist,
        utc_now,
        acknowledgements=Acknowledgements(adapters.vault),
        ask_key=keys or no_key,
        openid=adapters.openid,
    )
    changeover = Changeover(ruled, slot, signin, adapters.ledger.label)
    loop = asyncio.get_running_loop()

    def denied(rule: str, what: Denied) -> None:
        asyncio.run_coroutine_threadsafe(service.denied(rule, what), loop).result()

    def executed(pids: tuple[int, ...]) -> None:
        asyncio.run_coroutine_threadsafe(service.executed(pids), loop).result()

    denying = Denying(adapters.warden, SLOT, denied) if place.installed else None
    noticing = Noticing(adapters.warden, SLOT, executed) if place.installed else None
    service = KeeperService(
        charge=Charge(
            seat_id=seat_id,
            door=adapters.door,
            team=adapters.enrolment.team,
            assurance=place.assurance,
        ),
        changeover=changeover,
        slot=slot,
        parts=Parts(slot, adapters.warden),
        signin=signin,
        ledger=adapters.ledger,
        clock=utc_now,
        health=wellbeing.health,
        lease=adapters.lease,
        waiting=lambda: adapters.shipper.shipping.waiting,
        supporting=Supporting(slot, seat_id, lambda: changeover.ruled.supports, later_clock, Spent(adapters.vault)),
        orders=Orders(slot, signin, adapters.verifier, closure, utc_now),
        glass=BreakGlass(
            slot,
            seat_id,
            adapters.enrolment.team,
            key=adapters.glass_key.get,
            tries=GlassTries(adapters.vault, slot.elapsed),
            console=GlassTries(adapters.vault, slot.elapsed, CONSOLE_FAILURES),
        ),
        vouching=Vouching(
            slot,
            seat_id,
            signin,
            adapters.store,
            supports=lambda: changeover.ruled.supports,
            clock=later_clock,
        ),
        password_change=PasswordChange(
            slot,
            seat_id,
            signin,
            adapters.verifier,
            adapters.store,
            ask_key=keys or no_key,
            answers=lambda: adapters.shipper.shipping.answers,
        ),
        own_sessions=OwnSessions(slot, seat_id, signin, adapters.store, ask_key=keys or no_key),
        telling=CredentialTelling(slot, seat_id, adapters.store, utc_now),
        forbid=denying.want if denying else lambda _, __: None,
        is_key_present=is_key_present if keys else lambda: False,
    )
    adapters.shipper.start()
    for hearing in (denying, noticing):
        if hearing:
            hearing.start()
    directives = _directives(adapters, published, service)
    try:
        logind = Logind(lambda why: slot.happen(LockOrdered(at=utc_now(), reason=why)), slot.is_held)
        following = (published.follow(changeover.change, changeover.refused),) if published else ()
        await until_ended(service, logind.run(), *following)
    finally:
        if keys:
            keys.stop()
        for hearing in (denying, noticing):
            if hearing:
                await asyncio.to_thread(hearing.stop)
        await asyncio.to_thread(directives.stop)
        await asyncio.to_thread(adapters.shipper.stop)
        adapters.store.close()
        adapters.ledger.close()
        adapters.hold.release()


def _directives(adapters: Adapters, published: PublishedPolicy | None, service: KeeperService) -> Directives:
    """Listen to the store: whatever it tells, and the first word of a connection, has the policy looked at."""
    loop = asyncio.get_running_loop()

    def hurry() -> None:
        if published:
            loop.call_soon_threadsafe(published.hurry)

    async def direct(directive: Directive) -> None:
        service.directed(directive)

    def told(directive: Directive) -> None:
        """Return once it is done: after that its number is kept, and it is not told again."""
        hurry()
        doing = asyncio.run_coroutine_threadsafe(direct(directive), loop)
        if wait((doing,), DIRECTED_WITHIN).done and (error := doing.exception()):
            log.error("a directive of the audit store was not carried out", exc_info=error)

    directives = Directives(adapters.store, adapters.vault, told, hurry, lost=adapters.shipper.doubt)
    directives.start()
    return directives


def _later_clock(ledger: SqliteLedger) -> Callable[[], datetime]:
    """Return a clock of the later of the system's time and the last receipt's, which nobody here can wind back."""

    def now() -> datetime:
        return max(utc_now(), ledger.receipted_at() or utc_now())

    return now


def _away(ledger: SqliteLedger, seat_id: str) -> timedelta:
    """Return how long ago the last receipt was, or the first entry without one.

    That is by the clock, or by the newest entry where the clock was wound back behind it.
    """
    heard, written = ledger.receipted_at() or ledger.begun(seat_id), last_written(ledger, seat_id)
    return max(utc_now(), written or utc_now()) - heard if heard else timedelta()


def _told_of_shipping(shipping: Shipping) -> None:
    log.debug("shipping: answers=%s waiting=%s", shipping.answers, shipping.waiting)
