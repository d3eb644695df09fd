"""Programs of other toolkits: an editor, long lists, Java; covered where they show, or as a whole."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.bed import eventually
from tests.desktop.curtain import Curtain
from tests.desktop.eyes import INK, PAPER, Eyes
from tests.desktop.picture import look
from tests.desktop.screen import place_of
from tests.desktop.shared import Launch
from workstation.facts.place import Rect
from workstation.policy.region import Region
from workstation.policy.rules import WindowRule
from workstation.policy.scope import Application, PlaceScope

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

HERE = Path(__file__).parent
CARD = "4539 5787 6362 1486"
SWING = ("java", "-Xshare:auto", str(HERE / "SwingForm.java"))
BRIDGE = (
    "java",
    "-Djavax.accessibility.assistive_technologies=org.GNOME.Accessibility.AtkWrapper",
    "-cp",
    "/usr/share/java/java-atk-wrapper.jar",
    str(HERE / "SwingForm.java"),
)


def press(*chords: str) -> None:
    subprocess.run(["xdotool", "key", *chords], check=True)


def payment() -> str:
    """Return the id of the window called so, "" while there is none on the screen."""
    find = ["xdotool", "search", "--onlyvisible", "--name", "^Payment$"]
    return subprocess.run(find, check=False, capture_output=True, text=True).stdout.strip()


def place_of_payment() -> Rect:
    return place_of(payment())


def test_an_editor_is_covered_where_the_number_is_and_goes_to(launch: Launch, eyes: Eyes, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"Dear Sir,\nyour card {CARD} was charged\nSSN 219-09-9999\n" + "nothing\n" * 100)
    launch("mousepad", str(note))
    first = eyes.until_covered("card_number", "us_ssn")
    press("Return")
    eyes.until(lambda: eyes.marks != first, "the lines move")
    eyes.until_covered("card_number", "us_ssn")
    press("ctrl+End")
    eyes.until_shown()
    press("ctrl+Home")
    eyes.until_covered("card_number", "us_ssn")


def test_a_long_list_of_gtk_is_covered_in_every_row_that_shows(launch: Launch, eyes: Eyes) -> None:
    rows = [f"{number} {CARD}" for number in range(3000)]
    launch("yad", "--list", "--title=Payment", "--width=500", "--height=400", "--column=Card", *rows)
    eyes.until(lambda: len(eyes.classes()) > 10 and "unreadable" not in eyes.classes(), "many rows are covered")
    shown = eyes.classes()
    eyes.until_covered(*shown)
    assert "6362" not in look(place_of_payment()).digits()


@pytest.mark.parametrize("rows", ["80", "800"])
def test_a_list_is_covered_in_what_its_rows_are_made_of(launch: Launch, eyes: Eyes, rows: str) -> None:
    launch("/usr/bin/python3", str(HERE / "gtkrows.py"), rows)
    eyes.until(lambda: len(eyes.classes()) > 10 and set(eyes.classes()) == {"card_number"}, "many rows are covered")
    eyes.until_covered(*eyes.classes())
    place = place_of_payment()
    assert "6362" not in look(place).digits()
    press("End")
    eventually(lambda: f"{int(rows) - 3} " in look(place).words(), "the list scrolled to its end")
    eventually(lambda: "6362" not in look(place).digits(), "what came in view is covered")


def test_a_table_of_a_million_cells_stays_quick_and_is_covered_wherever_it_scrolls(launch: Launch, eyes: Eyes) -> None:
    launch(sys.executable, str(HERE / "qttable.py"))
    eyes.until_covered("card_number")
    place = place_of_payment()
    press("Next", "Next")
    eyes.until_shown()
    eventually(lambda: "20" in look(place).words(), "the table scrolled")
    press("ctrl+Home")
    eyes.until_covered("card_number")
    assert "6362" not in look(place).digits()


def test_a_terminal_is_covered_in_the_region_that_a_rule_names(launch: Launch) -> None:
    show = f"echo; echo Card {CARD}; echo; echo; echo Order 4539 5787 6362 1487; sleep 1000"
    launch(
        "xterm",
        "-class",
        "Cards",
        "-T",
        "Payment",
        "-fa",
        "DejaVu Sans Mono",
        "-fs",
        "14",
        "-geometry",
        "50x8+100+100",
        "-e",
        "sh",
        "-c",
        show,
    )
    eventually(payment, "the terminal shows its window")
    eventually(lambda: look(place_of_payment()).digits().count("6362148") == 2, "both numbers are shown")
    scope = PlaceScope(applications=(Application(window_class="Cards"),))
    region = Region(name="Card", left=0, right=0, top=15, height=45)
    with Curtain(WindowRule(id="cards", cover="regions", regions=(region,), scope=scope)):
        eventually(lambda: look(place_of_payment()).digits() == "4539578763621487", "only the order is left")


def test_a_java_program_is_covered_where_its_bridge_tells(launch: Launch, eyes: Eyes) -> None:
    launch(*BRIDGE)
    eyes.until_covered("card_number", "card_number", "card_number")
    field = eyes.until_focused("card_number")
    assert field.place.label == "Card number"
    subprocess.run(["xdotool", "windowmove", payment(), "300", "200"], check=True)
    eventually(lambda: place_of_payment().x >= 300, "the window moves")
    eyes.until_covered("card_number", "card_number", "card_number")
    eventually(lambda: "4539578763621487" in look(place_of_payment()).digits(), "the order is read")
    assert look(place_of_payment()).digits().count("876362") == 1


def test_a_java_program_without_the_bridge_tells_nothing_and_is_covered_by_a_window_rule(
    launch: Launch, eyes: Eyes
) -> None:
    launch(*SWING)
    eventually(payment, "the program shows its window", 30)
    eventually(lambda: "6362" in look(place_of_payment()).digits(), "the number is shown", 30)
    assert eyes.marks == ()
    scope = PlaceScope(applications=(Application(window_class="*Main"),))
    with Curtain(WindowRule(id="java", cover="always", scope=scope)):
        eventually(lambda: look(place_of_payment()).colours() <= {INK, PAPER}, "the window is covered")
