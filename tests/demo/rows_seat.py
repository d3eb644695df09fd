"""Rows of the seat itself: left alone, typed at, opened with wrong codes, killed, and cut off from its store."""

# SPDX-License-Identifier: Apache-2.0

from tests.demo.product import NeverHappenedError, until
from tests.demo.row import Row, Seen
from tests.demo.scene import SHIELD, Scene

IDLE_DEADLINE = 25.0


def one_factor(scene: Scene) -> Seen:
    """Give a right code beside a wrong password."""
    until(scene.covered, "the shield covers the screen")
    return turned_away(scene, "two-factors", *scene.name(), *scene.known(right=False), scene.fresh_code())


def attestation(scene: Scene) -> Seen:
    """Give a right code but confirm nothing of the checklist."""
    scene.sign_in(attest=False)
    scene.stage.keys("Return")
    scene.stage.pause(1.0)
    scene.picture("checklist")
    held = scene.covered()
    if held:
        scene.attest()
        until(lambda: not scene.covered(), "the desktop opens after the checklist")
        scene.stage.pause(1.5)
    return Seen(held, "still covered until every item was confirmed" if held else "the desktop was open")


def left_alone(scene: Scene) -> Seen:
    """Work in the notes, then touch nothing until the idle limit has passed."""
    work_in_notes(scene)
    try:
        until(scene.covered, "the seat covers", IDLE_DEADLINE)
    except NeverHappenedError:
        return Seen(False, f"uncovered after {IDLE_DEADLINE:.0f} s without input")
    scene.stage.pause(1.0)
    scene.picture("shield")
    return Seen(True, "covered, by the pixel sampled over the card field")


def work_in_notes(scene: Scene) -> None:
    """Leave the notes focused, where a key that passes a lock would be seen."""
    if scene.covered():
        return
    keys = scene.stage.crm.keys
    scene.stage.focus("notes")
    scene.stage.keys("x")
    until(lambda: scene.stage.crm.keys > keys, "keys reach the page while the seat is open")


def locked(scene: Scene) -> None:
    """Make sure that the seat is locked, by waiting for the idle limit."""
    if not scene.covered():
        until(scene.covered, "the seat covers", IDLE_DEADLINE)
        scene.stage.pause(1.0)


def typed_while_locked(scene: Scene) -> Seen:
    """Focus the notes, let the seat lock, type: nothing may reach the page."""
    work_in_notes(scene)
    locked(scene)
    keys = scene.stage.crm.keys
    if not keys:
        return Seen(None, "no key reached the page before the lock")
    scene.stage.type("hello")
    scene.stage.pause(1.0)
    scene.stage.keys(*["BackSpace"] * 5)
    return Seen(scene.stage.crm.keys == keys, f"{scene.stage.crm.keys - keys} keys reached the page")


def refused(scene: Scene, code: str) -> Seen:
    """Offer a code that must not open."""
    locked(scene)
    return turned_away(scene, "refused", code)


def turned_away(scene: Scene, picture: str, *texts: str) -> Seen:
    """Type what must not open at the prompt, and see that it does not, and that the store hears why."""
    after = scene.audit.last()
    scene.offer(*texts)
    refusal = scene.audit.wait_for("seat.code_refused", after, 10)
    scene.stage.pause(1.0)
    scene.picture(picture)
    if not scene.covered():
        return Seen(False, "the desktop opened")
    if refusal is None:
        return Seen(False, "the store heard of no refusal")
    return Seen(True, str(refusal["body"]["details"]["reason"]))


def wrong_code(scene: Scene) -> Seen:
    """Give a wrong code."""
    right = int(scene.product.code(scene.agent))
    return refused(scene, f"{(right + 111_111) % 1_000_000:06d}")


def replayed_code(scene: Scene) -> Seen:
    """Give the code of the sign-in a second time, while its time step still counts."""
    seen = refused(scene, scene.last_code)
    if seen.held and seen.what != "code_used":
        return Seen(None, "the code's time step had passed: a replay could not be told from a wrong code")
    return seen


def seat_killed(scene: Scene) -> Seen:
    """SIGKILL the seat and one shield while locked; sample the pixels; the seat must come back."""
    locked(scene)
    x, y, _, height = scene.stage.crm.box("card")
    before = {process.pid for process in scene.product.parts("seat")}
    if not before:
        return Seen(False, "no seat ran")

    def kill() -> None:
        for process in (*scene.product.parts("seat"), scene.product.parts("shield")[0]):
            process.kill()

    seen = scene.pixels.seen_while(x + 20, y + height // 2, kill, 3.0)
    if seen != {SHIELD}:
        return Seen(False, f"{len(seen - {SHIELD})} other colours showed through")
    try:
        until(lambda: {p.pid for p in scene.product.parts("seat")} - before, "the seat runs again", 15)
        until(lambda: len(scene.product.parts("shield")) == 2, "both shields run again", 15)
    except NeverHappenedError as error:
        return Seen(False, str(error))
    return Seen(True, "covered in every sample; seat and shield run again")


def keeper_killed(scene: Scene) -> Seen:
    """SIGKILL the keeper while locked; sample the pixels until a new keeper answers, and after."""
    locked(scene)
    keeper = scene.product.keeper_process
    if keeper is None:
        return Seen(None, "the keeper did not run")
    x, y, _, height = scene.stage.crm.box("card")
    before = keeper.process.pid
    seen = scene.pixels.seen_while(x + 20, y + height // 2, keeper.kill, 5.0)
    if seen != {SHIELD}:
        return Seen(False, f"{len(seen - {SHIELD})} other colours showed through")
    if keeper.process.pid == before:
        return Seen(False, "no new keeper runs")
    return Seen(True, "covered in every sample, before and after the new keeper")


def store_away(scene: Scene) -> Seen:
    """Kill the store, break a rule, bring it back: the entry must arrive, once, in its chain."""
    scene.stage.focus("name")
    after = scene.audit.last()
    if scene.product.store_process is None:
        return Seen(None, "the store did not run")
    scene.product.store_process.kill()
    scene.product.store_process.process.wait()
    scene.stage.focus("card")
    scene.stage.keys("ctrl+a", "ctrl+c")
    scene.stage.pause(1.0)
    scene.product.start_store()
    if scene.audit.wait_for("clipboard.copy_blocked", after, 45) is None:
        return Seen(False, "the entry never arrived")
    numbers = [(item["seat_id"], item["seq"]) for item in scene.audit.entries()]
    if len(set(numbers)) != len(numbers):
        return Seen(False, "an entry arrived twice")
    for seat in {seat for seat, _ in numbers}:
        held = sorted(seq for other, seq in numbers if other == seat)
        if held != list(range(1, len(held) + 1)):
            return Seen(False, f"entries of one chain are missing: {len(held)} came, the last is number {held[-1]}")
    return Seen(True, f"all of {len(numbers)} entries, each once")


LOCKED = (
    Row(
        id="seat-idle",
        title="Idle seat locks",
        attack="leave the seat alone",
        expected="covered",
        play=left_alone,
        entry="seat.locked",
        needs_open=False,
        sabotage="rule:idle",
    ),
    Row(
        id="seat-used-code",
        title="Replayed code",
        attack="offer the sign-in's code again",
        expected="refused, still covered",
        play=replayed_code,
        entry="seat.code_refused",
        needs_open=False,
        sabotage="any-code-opens",
    ),
    Row(
        id="seat-typing",
        title="Typing on the locked screen",
        attack="type while locked, with the notes field focused below",
        expected="nothing reaches the page",
        play=typed_while_locked,
        entry="seat.covered",
        needs_open=False,
        sabotage="shield-without-grabs",
    ),
    Row(
        id="seat-wrong-code",
        title="Wrong code",
        attack="offer a wrong TOTP code",
        expected="refused, still covered",
        play=wrong_code,
        entry="seat.code_refused",
        needs_open=False,
        sabotage="any-code-opens",
    ),
    Row(
        id="seat-killed",
        title="Seat killed while locked",
        attack="SIGKILL seat and one shield",
        expected="covered throughout, both running again",
        play=seat_killed,
        entry="seat.lost",
        needs_open=False,
        sabotage="seat-never-again",
    ),
    Row(
        id="keeper-killed",
        title="Keeper killed while locked",
        attack="SIGKILL the keeper",
        expected="covered throughout, a new keeper runs",
        play=keeper_killed,
        entry="keeper.started",
        needs_open=False,
        sabotage="shield-trusting",
    ),
)
AWAY = (
    Row(
        id="store-away",
        title="Store pulled away and brought back",
        attack="SIGKILL the store, break a rule, start it again",
        expected="every entry arrives, once",
        play=store_away,
        entry="clipboard.copy_blocked",
        sabotage="shipper-gives-up",
    ),
)
OPENING = (
    Row(
        id="seat-two-factors",
        title="Sign-in with one factor of two",
        attack="give a right code and a wrong password",
        expected="refused, still covered",
        play=one_factor,
        entry="seat.code_refused",
        needs_open=False,
        sabotage="any-code-opens",
    ),
    Row(
        id="desk-checklist",
        title="Clean-desk checklist at sign-in",
        attack="give a right code, confirm nothing",
        expected="covered until every item is confirmed",
        play=attestation,
        entry="desk.attested",
        needs_open=False,
        sabotage="rule:checklist",
    ),
)
