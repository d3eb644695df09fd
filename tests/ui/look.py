"""Renders every window, light and dark, at 100 and 200 %, in a long language, empty, full and failing.

python -m tests.ui.look            # into build/look/
"""

# SPDX-License-Identifier: Apache-2.0

import gettext
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui import samples
from tests.ui.showprompt import long_checklist
from ui import icons, tokens
from ui.about import AboutThis, AboutWindow
from ui.asking import Asking, LinkLost, Offered, SupervisorSought, Turned, first
from ui.countdown import Countdown
from ui.inbox_model import InboxTable
from ui.inbox_window import InboxWindow
from ui.notices import Notices
from ui.present import words
from ui.present.status import Shape
from ui.present.supervisor import inbox_broken
from ui.prompt_input import KeyPressed, key_press
from ui.prompt_window import PromptWindow
from ui.proof import ProofWindow
from ui.reason import ReasonWindow
from ui.record import RecordWindow
from ui.tray import Tray
from workstation.facts.actions import LockWarning, WarnOfLock
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.link.messages import MyRecord, Verdict, VouchTold
from workstation.seat.engine import utc_now

OUT = Path("build/look")
BOTH: tuple[Factor, ...] = ("totp", "password")
ARE_WARNED: dict[LockWarning, int] = {"idle": 28, "reauth": 118, "shift_over": 97}
VARIANTS = [(scheme, scale, "short") for scheme in ("light", "dark") for scale in ("1", "2")] + [("light", "1", "long")]


class LongLanguage(gettext.NullTranslations):
    """Every sentence half as long again, as German or Finnish would have it."""

    def gettext(self, message: str) -> str:
        return f"{message} {'lorem ipsum dolor '[: max(4, len(message) // 2)].strip()}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def main() -> None:
    """Render one variant, or every one in a process of its own."""
    if len(sys.argv) > 1:
        _render(*sys.argv[1:4])
        return
    for scheme, scale, language in VARIANTS:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        subprocess.run([sys.executable, "-m", "tests.ui.look", scheme, scale, language], env=environment, check=True)


def _render(scheme: str, scale: str, language: str) -> None:
    app = QApplication([])
    app.setStyle("fusion")
    app.setPalette(_palette(scheme))
    if language == "long":
        words._catalogue = LongLanguage()
    suffix = f"{scheme}-{scale}00" + ("-long" if language == "long" else "")

    def save(name: str, picture: QWidget | QImage) -> None:
        OUT.mkdir(parents=True, exist_ok=True)
        image = picture if isinstance(picture, QImage) else picture.grab().toImage()
        image.save(str(OUT / f"{name}-{suffix}.png"))

    for shots in (
        _icons,
        _tray,
        _countdowns,
        _notices,
        _reasons,
        _proofs,
        _passwords,
        _sessions,
        _record,
        _about,
        _inbox,
    ):
        shots(save)
    app.setPalette(tokens.shield_palette())
    _prompt(save)


Save = Callable[[str, QWidget | QImage], None]


def _passwords(save: Save) -> None:
    answers: dict[str, str] = {
        "reused": "password_reused",
        "wrong": "wrong_code",
        "away": "store_away",
        "changed": "ok",
    }
    for name, reason in answers.items():
        window = samples.password_window(reason)
        window.show()
        samples.fill(window)
        window.hand_in.click()
        _settle()
        save(f"password-{name}", window)
    for name, factors in (("empty", BOTH), ("key", ("security_key", "password")), ("openid", ("openid", "password"))):
        window = samples.password_window("ok", factors)
        window.show()
        _settle()
        save(f"password-{name}", window)
    window = samples.password_window("ok")
    window.show()
    samples.fill(window, new="seven")
    window.shown.setChecked(True)
    window.hand_in.click()
    _settle()
    save("password-short", window)


def _sessions(save: Save) -> None:
    told = {
        "two": samples.my_sessions(1),
        "many": samples.my_sessions(1, others=20, factors=BOTH),
        "key": samples.my_sessions(1, others=1, factors=("security_key",)),
        "openid": samples.my_sessions(1, others=1, factors=("openid",)),
        "alone": samples.my_sessions(1, others=0),
        "away": samples.my_sessions(1, reason="store_away"),
    }
    for name, sessions in told.items():
        window = samples.sessions_window(sessions)
        window.show()
        _settle()
        save(f"sessions-{name}", window)
    for name, reason in (("wrong", "wrong_code"), ("ended", "ok")):
        window = samples.sessions_window(samples.my_sessions(1), reason)
        window.show()
        assert window.proof is not None
        window.proof.setText("314159")
        window.hand_in.click()
        _settle()
        save(f"sessions-{name}", window)


def _palette(scheme: str) -> QPalette:
    if scheme == "light":
        return QPalette(QColor("#efefef"))
    dark = QPalette(QColor("#353535"))
    dark.setColor(QPalette.ColorRole.Base, QColor("#232323"))
    dark.setColor(QPalette.ColorRole.Highlight, QColor("#2f65ca"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        dark.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8c8c8c"))
    return dark


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def _icons(save: Save) -> None:
    sheet = QImage(QSize(220, 200), QImage.Format.Format_RGB32)
    sheet.fill(QApplication.palette().window().color())
    painter = QPainter(sheet)
    for row, shape in enumerate(Shape):
        for column, size in enumerate((16, 22, 24, 32)):
            painter.drawPixmap(12 + column * 48, 8 + row * 40, icons.icon(shape).pixmap(QSize(size, size), 1.0))
    for column, count in enumerate((1, 7, 12)):
        pixmap = icons.counted_icon(Shape.ATTENTION, count).pixmap(QSize(24, 24), 1.0)
        painter.drawPixmap(12 + column * 48, 168, pixmap)
    painter.end()
    save("icons", sheet)


def _tray(save: Save) -> None:
    tray = Tray("trial")
    for name, session in (
        ("protected", samples.session()),
        ("locked", samples.session(Truth.LOCKED, "idle")),
        ("fault", samples.session(Truth.LOCKED, "keeper_gone")),
    ):
        tray.follow(session)
        tray.menu.popup(tray.menu.pos())
        _settle()
        save(f"tray-{name}", tray.menu)
        tray.menu.hide()


def _countdowns(save: Save) -> None:
    for reason, seconds in ARE_WARNED.items():
        countdown = Countdown()
        countdown.warn(WarnOfLock(reason=reason, at=utc_now() + timedelta(seconds=seconds)))
        _settle()
        save(f"countdown-{reason}", countdown)
        countdown.hide()


def _notices(save: Save) -> None:
    notices = Notices()
    notices.follow(samples.session())
    notices.raise_notice(samples.notice(instead="Use Insert from CRM instead."))
    notices.raise_notice(samples.notice("capture_key", ""))
    notices.raise_notice(samples.notice("program_ended", "telegram-desktop"))
    for _ in range(2):
        notices.raise_notice(samples.notice("capture_key", ""))
    _settle()
    save("notices", _together(notices.showing()))
    notices.follow(samples.session(Truth.LOCKED, "idle"))


def _reasons(save: Save) -> None:
    for name, is_told in (("reason", False), ("reason-told", True)):
        window = ReasonWindow(samples.question(is_told=is_told), samples.holds_data)
        window.ask()
        window.reasons[1].setFocus()
        _settle()
        save(name, window)
        window.close()
    for name, typed in (("reason-typed", ""), ("reason-refused", "It is 4539 5787 6362 1486.")):
        window = ReasonWindow(samples.question(may_type=True), samples.holds_data)
        window.ask()
        assert window.own is not None
        window.own.field.setFocus()
        window.own.field.setText(typed)
        if typed:
            window.own.field.returnPressed.emit()
        _settle()
        save(name, window)
        window.close()


def _proofs(save: Save) -> None:
    by_key: tuple[Factor, ...] = ("security_key",)
    shots: tuple[tuple[str, tuple[Factor, ...], str], ...] = (
        ("proof", BOTH[:1], ""),
        ("proof-refused", BOTH, "wrong_code"),
        ("proof-by-key", by_key, "key_not_touched"),
        ("proof-by-openid", ("openid",), ""),
        ("proof-by-openid-elsewhere", ("openid",), "elsewhere"),
        ("proof-by-openid-in-browser", ("openid",), "browser"),
        ("proof-by-openid-back-refused", ("openid", "password"), "browser openid_refused"),
        ("proof-by-openid-refused", ("openid", "password"), "openid_denied"),
    )
    for name, factors, reason in shots:
        window = ProofWindow(samples.proof(1, *factors))
        window.ask()
        if reason == "elsewhere":
            window.confirm_elsewhere(samples.elsewhere())
        elif reason.startswith("browser"):
            window.step_aside(samples.browser())
        if refused := reason.removeprefix("elsewhere").removeprefix("browser").strip():
            window.judged(samples.refused(refused))
        _settle()
        save(name, window)
        window.close()


def _together(windows: Sequence[QWidget]) -> QImage:
    whole = QRect()
    for window in windows:
        whole = whole.united(window.geometry())
    ratio = windows[0].devicePixelRatioF()
    image = QImage((whole.size() + QSize(24, 24)) * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#5b7083"))
    painter = QPainter(image)
    for window in windows:
        painter.drawPixmap(window.pos() - whole.topLeft() + QRect(12, 12, 0, 0).topLeft(), window.grab())
    painter.end()
    return image


def _record(save: Save) -> None:
    def window_told(answer: MyRecord | None) -> RecordWindow:
        window = RecordWindow(lambda _, tell: tell(answer) if answer else None)
        window.show()
        _settle()
        return window

    save("record-full", window_told(samples.record(300, datetime.now(UTC))))
    save("record-empty", window_told(MyRecord(lines=())))
    unanswered = window_told(None)
    save("record-asking", unanswered)
    unanswered._on_unanswered()
    save("record-failing", unanswered)


def _about(save: Save) -> None:
    this = AboutThis(
        version="0.1.0",
        policy_version="a1b2c3d4e5f6",
        seat_id="8c5f6c0e-6f8e-4c39-9d34-5f2f7c1c9a11/1",
        assurance="trial",
        capabilities=samples.CAPABILITIES,
    )
    window = AboutWindow(this)
    window.show()
    _settle()
    save("about", window)


def _inbox(save: Save) -> None:
    table = InboxTable()
    window = InboxWindow(table)
    window.show()
    _settle()
    save("inbox-empty", window)
    for number, kind in enumerate([*Kind] * 2):
        failed = kind in (Kind.CONTROL_FAILED, Kind.COVER_LATE, Kind.SEAT_LOST)
        table.add(samples.feed_item(number, kind, Severity.FAILURE if failed else Severity.VIOLATION))
    _settle()
    save("inbox-full", window)
    window.show_trouble(inbox_broken("the audit store refused the feed", "Is this the token of a supervisor?"))
    _settle()
    save("inbox-failing", window)


def _prompt(save: Save) -> None:
    signed_out = first().after(samples.welcome()).after(samples.told(Truth.SIGNED_OUT, "signed_out"))
    locked = first().after(samples.told(Truth.LOCKED, "idle"))
    with_password = first().after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=BOTH))
    unlock_with_password = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=BOTH))
    by_key = first().after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("security_key", "password")))
    several = Verdict(accepted=False, reason="key_several_accounts")
    at_hand = first().after(
        replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=BOTH, key_at_hand=True, may_be_vouched=True)
    )
    unlock_at_hand = first().after(replace(samples.told(Truth.LOCKED, "idle"), key_at_hand=True))
    unlock_by_key = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=("security_key",)))
    openid = first().after(replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",)))
    openid_vouched = first().after(
        replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("openid",), may_be_vouched=True)
    )
    openid_unlock = first().after(replace(samples.told(Truth.LOCKED, "idle"), factors=("openid", "password")))
    may_be_vouched = first().after(
        replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=BOTH, may_be_vouched=True)
    )
    steps: dict[str, tuple[Asking, str]] = {
        "waiting": (first(), ""),
        "failing": (first().after(LinkLost()), ""),
        "sign-in": (signed_out, ""),
        "sign-in-refused": (signed_out.after(samples.refused()), "j.cruz\t123"),
        "locked": (locked, "1234"),
        "locked-outside": (first().after(samples.told(Truth.LOCKED, "network")), ""),
        "locked-nowhere": (first().after(samples.told(Truth.LOCKED, "network_unknown")), ""),
        "reauth-checking": (first().after(samples.told(Truth.REAUTH_DUE, "reauth")).after(Offered()), ""),
        "reauth-risk": (first().after(samples.told(Truth.REAUTH_DUE, "reauth_network")), "12"),
        "policy": (signed_out.after(samples.to_read()), "\t"),
        "policy-end": (signed_out.after(samples.to_read()), "\t" * 28 + "\t "),
        "checklist": (signed_out.after(samples.to_attest()), "13"),
        "checklist-long": (long_checklist(), "1" + "\t" * 9),
        "sign-in-with-password": (with_password, "j.cruz\tkite"),
        "unlock-with-password-refused": (unlock_with_password.after(samples.refused()), "kite\t123"),
        "sign-in-by-key": (by_key, "kite\t2580"),
        "sign-in-by-key-named": (by_key.after(several), "j.cruz\tkite"),
        "sign-in-key-at-hand": (at_hand, ""),
        "sign-in-key-chosen": (at_hand.after(Turned()), "25"),
        "unlock-key-at-hand": (unlock_at_hand, ""),
        "unlock-key-chosen": (unlock_at_hand.after(Turned()), "25"),
        "unlock-by-key-touch": (unlock_by_key.after(Offered()), ""),
        "unlock-by-key-refused": (unlock_by_key.after(Verdict(accepted=False, reason="key_wrong_pin")), "25"),
        "sign-in-by-openid": (openid, ""),
        "openid-may-be-vouched": (openid_vouched, ""),
        "vouch-name": (openid_vouched.after(SupervisorSought()), "j.cruz"),
        "unlock-by-openid-and-password": (openid_unlock, "kite"),
        "openid-elsewhere": (openid.after(samples.elsewhere()), ""),
        "openid-elsewhere-long": (openid_unlock.after(samples.elsewhere(long=True)), ""),
        "openid-expired": (openid.after(Verdict(accepted=False, reason="openid_expired")), ""),
        "openid-no-store": (openid.after(Verdict(accepted=False, reason="openid_no_store")), ""),
        "glass-free": (signed_out.after(samples.challenge(is_free=True)), "j.cruz\t4t8w-"),
        "glass-locked": (locked.after(samples.challenge()), "4t8w-zc3h"),
        "glass-refused": (locked.after(samples.challenge()).after(samples.refused()), ""),
        "may-be-vouched": (may_be_vouched, "j.cruz\t"),
        "vouch-asked": (may_be_vouched.after(VouchTold(is_given=False)), ""),
        "vouch-given": (may_be_vouched.after(VouchTold(is_given=False)).after(VouchTold(is_given=True)), "kite"),
        "suspended": (first().after(samples.told(Truth.SUSPENDED, "suspended")), ""),
        "revoked": (first().after(samples.told(Truth.REVOKED, "revoked")), ""),
        "access-ended": (first().after(samples.told(Truth.SIGNED_OUT, "access_ended")), ""),
        "locked-out": (locked.after(Verdict(accepted=False, reason="locked_out")), ""),
        "opening": (signed_out.after(Verdict(accepted=True, reason="ok")), ""),
    }
    for name, (asking, typed) in steps.items():
        window = PromptWindow()
        window.show_time(samples.NOON)
        window.render_asking(asking)
        window.show()
        for letter in typed:
            window.type_key(_typed(letter))
        window.show_caps_lock(is_on="refused" in name)
        _settle()
        save(f"prompt-{name}", window)


def _typed(letter: str) -> QKeyEvent:
    event = key_press(KeyPressed(keysym=0xFF09 if letter == "\t" else ord(letter), state=0))
    assert event is not None
    return event


if __name__ == "__main__":
    main()
