"""Eight hours of ordinary work in compressed time, through real X input: whether anything is taken for a violation.

What an agent does in a shift is assumed, not measured: 40,000 keystrokes, 1,500 copies and pastes, 480 switches from
one field to another, 60 calls; `DESKWARDEN_SHIFT=0.1` works a tenth of it.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from faker import Faker
from stdnum import luhn

from tests.bench.figure import Figure, judged
from tests.bench.hand import Hand
from tests.desktop.bed import Bed
from tests.leaks.hostile import Hostile
from tests.leaks.leakcount import POLICY
from tests.leaks.place import SCREEN
from tests.leaks.programs import PROGRAMS, Opened
from tests.leaks.seat import SignedIn
from tests.leaks.ways import CONTROL, END, HAND, HOME, SHIFT
from workstation.link.asking import say_call

SEED = 20_265
KEYS, COPIES, SWITCHES, CALLS = 40_000, 1_500, 480, 60
SHARE = float(os.environ.get("DESKWARDEN_SHIFT", "1"))
KEY_EVERY = 0.004
HEARD_WITHIN = 0.5
LETTERS = 64


@dataclass(slots=True)
class Done:
    """What was done so far."""

    keys: int = 0
    copies: int = 0
    pastes: int = 0
    switches: int = 0
    calls: int = 0
    heard: int = 0
    texts: list[str] = field(default_factory=list)


def figures(say: Callable[[str], object]) -> tuple[Figure, ...]:
    """Work a shift in four programs, and ask the store what was raised."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        bed = Bed(Path(name))
        stack.callback(bed.stop)
        bed.open(*SCREEN)
        hand, reader = Hand(bed.environment["DISPLAY"]), Hostile(bed)
        stack.callback(hand.close)
        stack.callback(reader.close)
        seat = SignedIn(bed, hand, POLICY)
        stack.callback(seat.close)
        done, began = Done(), time.monotonic()
        for index, (program, open_) in enumerate(PROGRAMS.items()):
            if program == "LibreOffice":  # its place would be read from the screen, which is a violation
                continue
            opened = open_(bed, hand, bed.folder / program, None)
            _work(hand, reader, opened, seat, done, _Shift(SEED + index, SHARE / (len(PROGRAMS) - 1)))
            opened.close()
            say(f"  {program}: {done.keys} keys, {done.copies} copies, {done.pastes} pastes so far")
        time.sleep(2)  # entries are shipped within a second
        entries = seat.audit.entries()
        is_open = seat.is_open()
    alarms = [each for each in entries if each["severity"] in ALARMS]
    for each in alarms:
        say(f"  {each['at']} {each['kind']} by {each['rule']}")
    raised = Counter(f"{each['kind']} by {each['rule']}" for each in alarms)
    how = (
        f"{done.keys:,} keystrokes, {done.copies:,} copies, {done.pastes:,} pastes, {done.switches} switches of field,"
        f" {done.calls} calls in {time.monotonic() - began:.0f} s; a reader was given {done.heard:,} of the copies;"
        f" the seat was {'open' if is_open else 'LOCKED'} at the end"
        f"{'; raised: ' + ', '.join(f'{count} {what}' for what, count in raised.items()) if raised else ''}"
    )
    value = raised.total()
    return (judged(Figure(id="clipboard.false_alarms_8h", value=value, unit="", target=0, how=how, n=done.copies)),)


ALARMS = frozenset({"violation", "failure"})


@dataclass(frozen=True, slots=True)
class _Shift:
    """A part of a shift: how much of it, and what is typed."""

    seed: int
    share: float

    def texts(self) -> Iterator[str]:
        """Yield what agents write: names, prices, dates, orders and parcels whose numbers have no right check digit."""
        fake, chance = Faker("en_US"), random.Random(self.seed)  # noqa: S311 - nobody guesses an agent's notes
        fake.seed_instance(self.seed)
        kinds: tuple[Callable[[], str], ...] = (
            lambda: (
                f"Customer {fake.name()} wants a refund of {chance.randrange(5, 900)}.{chance.randrange(100):02d} USD"
            ),
            lambda: f"Order {_no_card(chance)} was delivered on {fake.date()}",
            lambda: f"Order no. AB-{chance.randrange(10_000, 99_999)} of {fake.date(pattern='%d %B %Y')}, two items",
            lambda: f"Parcel 1Z{chance.randrange(10**6):06d}W{chance.randrange(10**9):09d} is on its way",
            lambda: f"Ticket {chance.randrange(10**7, 10**8)}: {fake.sentence(6)}",
            lambda: f"{fake.name()} is called back at {chance.randrange(8, 18)}:{chance.randrange(60):02d}",
            lambda: fake.sentence(9),
            lambda: f"SKU {chance.randrange(10**10, 10**11)}, {chance.randrange(1, 9)} at {chance.randrange(9, 99)}.90",
        )
        while True:
            yield chance.choice(kinds)()[:LETTERS]


def _no_card(chance: random.Random) -> str:
    """Return sixteen digits whose last is not the right one."""
    body = "7" + "".join(str(chance.randrange(10)) for _ in range(14))
    return body + str((int(luhn.calc_check_digit(body)) + 1 + chance.randrange(9)) % 10)


def _work(hand: Hand, reader: Hostile, program: Opened, seat: SignedIn, done: Done, shift: _Shift) -> None:
    """Type into the notes, copy from there, paste it again; leave for the other field and come back; take calls."""
    texts = shift.texts()
    keys, copies = round(KEYS * shift.share), round(COPIES / 2 * shift.share)
    lines = max(copies, 1)
    each = keys // lines
    until = done.switches + round(SWITCHES * shift.share)
    calls = max(round(CALLS * shift.share), 1)
    time.sleep(1)
    for line in range(lines):
        if line % max(lines // calls, 1) == 0:
            say_call(seat.socket, 1, on_call=line // max(lines // calls, 1) % 2 == 0)
            done.calls += 1
        _go_to_notes(hand, program)
        if done.switches < until:
            done.switches += 1
        written = ""
        while len(written) < each:
            text = next(texts)
            _write(hand, text)
            written += text
            done.keys += len(text)
            if len(written) < each:
                _select(hand)
        _copy_and_paste(hand, reader, done)


def _go_to_notes(hand: Hand, program: Opened) -> None:
    number = program.number
    hand.click(number.x + 40, number.y + number.height // 2)
    time.sleep(HAND)
    hand.press(program.onward)
    time.sleep(HAND)
    _select(hand)


def _write(hand: Hand, text: str) -> None:
    for letter in text:
        hand.type(letter)
        time.sleep(KEY_EVERY)


def _select(hand: Hand) -> None:
    hand.press(HOME)
    hand.chord(SHIFT, END)


def _copy_and_paste(hand: Hand, reader: Hostile, done: Done) -> None:
    """Copy the line, and paste it over itself."""
    mark = reader.mark()
    _select(hand)
    hand.chord(CONTROL, ord("c"))
    done.copies += 1
    done.heard += reader.heard(mark, lambda got: got.what == "text" and got.selection == "CLIPBOARD", HEARD_WITHIN)
    hand.chord(CONTROL, ord("v"))
    done.pastes += 1
    time.sleep(KEY_EVERY)
