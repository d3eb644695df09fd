"""The seat's process: wires desktop, guards, engine, keeper and windows, and runs until it is told to end."""

# SPDX-License-Identifier: Apache-2.0

import sys
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.about import AboutThis
from ui.bridge import QtDisplay
from ui.ending import Ending
from ui.windows import SeatWindows
from workstation.browser.extensions import Extensions
from workstation.browser.meeting import meeting_place
from workstation.browser.nativehost import is_introduced
from workstation.desktop.choose import choose_desktop, require_desktop
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.guards.roster import build_guards
from workstation.link.messages import Welcome
from workstation.policy.looking import scan_of
from workstation.policy.rules import Policy
from workstation.policy.wire import decode_policy
from workstation.seat.detector import Detector
from workstation.seat.engine import Engine, utc_now
from workstation.seat.keeper import LinkKeeper
from workstation.seat.ports import Desktop
from workstation.seat.rulebook import Rulebook


def main(socket: Path, slot: int) -> int:
    """Guard one session until a signal or an error; return the exit code. Errors before that are DeskwardenError."""
    require_desktop()  # before Qt, which aborts where there is no display
    app = QApplication(sys.argv[:1])
    app.setApplicationName("deskwarden")
    app.setApplicationDisplayName("Deskwarden")
    app.setQuitOnLastWindowClosed(False)
    keeper = LinkKeeper(socket, slot)
    ending = Ending(lambda: keeper.lock("engine_failed"))
    ending.asked.connect(app.exit)
    ending.watch()
    try:
        welcome = keeper.connect()
        policy = decode_policy(welcome.policy)
        detector = Detector(scan_of, policy)
        desktop = choose_desktop(detector.scan, detector.label_class, _extensions(welcome))
        rulebook = Rulebook(welcome.policy_version, policy, detector)
        return _guard(keeper, welcome, rulebook, desktop, ending)
    finally:
        keeper.stop()
        ending.release()


def _extensions(welcome: Welcome) -> Extensions:
    """Return the seat's end of its browsers: on an installed workstation IT sets extensions up, always."""
    is_trial = welcome.assurance == "trial"
    return Extensions(meeting_place(), lambda: not is_trial or is_introduced(Path.home()))


def _guard(keeper: LinkKeeper, welcome: Welcome, rulebook: Rulebook, desktop: Desktop, ending: Ending) -> int:
    display = QtDisplay()
    engine = _engine(keeper, welcome, rulebook.policy, desktop, display)
    windows = SeatWindows(
        display,
        engine.post,
        keeper.ask_my_record,
        lambda: _about(keeper, welcome, rulebook),
        holds_data=rulebook.detector.holds_data,
        prove=keeper.offer_proof,
        change_password=keeper.offer_password,
        ask_my_sessions=keeper.ask_my_sessions,
        end_elsewhere=keeper.end_elsewhere,
    )
    threads = (
        threading.Thread(target=engine.run, name="engine"),
        threading.Thread(target=_follow, args=(keeper, engine, rulebook, ending), name="keeper"),
    )
    for thread in threads:
        thread.start()
    try:
        return QApplication.exec()
    finally:
        windows.hide()
        engine.stop()
        keeper.stop()
        for thread in threads:
            thread.join()


def _follow(keeper: LinkKeeper, engine: Engine, rulebook: Rulebook, ending: Ending) -> None:
    """Follow the keeper until this seat is stopped, or until a trial's keeper says farewell."""
    keeper.run(engine.post, engine.alive, lambda told: rulebook.take(told, engine))
    ending.asked.emit(0)


def _engine(keeper: LinkKeeper, welcome: Welcome, policy: Policy, desktop: Desktop, display: QtDisplay) -> Engine:
    return Engine(
        guards=build_guards(policy),
        session=Session(now=utc_now(), policy=welcome.policy_version, situation=Situation(team=welcome.team or None)),
        keeper=keeper,
        desktop=desktop,
        display=display,
    )


def _about(keeper: LinkKeeper, welcome: Welcome, rulebook: Rulebook) -> AboutThis:
    return AboutThis(
        version=_version(),
        policy_version=rulebook.version,
        seat_id=welcome.seat_id,
        assurance=welcome.assurance,
        capabilities=keeper.capabilities,
    )


def _version() -> str:
    try:
        return version("deskwarden")
    except PackageNotFoundError:
        return ""
