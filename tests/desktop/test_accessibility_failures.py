"""Without a bus the sensor refuses to start; a bus that ends is told, and the sensor works again once it is back."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.eyes import Eyes
from tests.desktop.shared import Launch
from workstation.desktop.x11.accessibility import Accessibility
from workstation.detect.labels import label_class
from workstation.detect.scanner import Scanner
from workstation.errors import DesktopError

pytestmark = pytest.mark.desktop

BARE = """<busconfig><type>session</type><listen>{address}</listen><policy context="default">
<allow send_destination="*"/><allow own="*"/></policy></busconfig>"""


@pytest.fixture
def sensor() -> Iterator[Accessibility]:
    made = Accessibility(Scanner(), label_class, lambda _: None)
    yield made
    made.stop()


@pytest.fixture
def own_bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bed]:
    """Bring up a desktop that only this test uses, because it breaks it."""
    made = Bed(tmp_path)
    try:
        made.open()
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, made.environment[name])
        yield made
    finally:
        made.stop()


@pytest.fixture
def bare_bus(launch: Launch, tmp_path: Path) -> str:
    """Start a session bus that can start no services, and return its address."""
    address = f"unix:path={tmp_path / 'bus'}"
    configuration = tmp_path / "bus.conf"
    configuration.write_text(BARE.format(address=address))
    launch("dbus-daemon", f"--config-file={configuration}", "--nofork", "--nosyslog")
    eventually((tmp_path / "bus").exists, "the bus listens")
    return address


@pytest.mark.usefixtures("bed")
def test_without_a_session_bus_it_says_so(sensor: Accessibility, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(DesktopError, match="no D-Bus session") as refused:
        sensor.start()
    assert "at-spi2-core" in refused.value.hint


@pytest.mark.usefixtures("bed")
def test_without_an_accessibility_bus_it_says_so(
    sensor: Accessibility, bare_bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bare_bus)
    with pytest.raises(DesktopError, match="accessibility bus") as refused:
        sensor.start()
    assert "at-spi2-core" in refused.value.hint


def test_without_a_display_it_says_so(sensor: Accessibility, bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bed.environment["DISPLAY"]
    monkeypatch.setenv("DISPLAY", ":nowhere")
    with pytest.raises(DesktopError, match="display"):
        sensor.start()


def test_a_bus_that_ends_is_told_once_and_used_again_when_it_is_back(own_bed: Bed) -> None:
    eyes = Eyes()
    eyes.open()
    own_bed.start(["yad", "--form", "--field=Card number", "4539578763621486"])
    eyes.until_shown("card_number")
    own_bed.end(own_bed.accessibility)
    eyes.until(lambda: eyes.failures, "the failure is told")
    assert eyes.classes() == ["card_number"]
    own_bed.start(["yad", "--form", "--field=CVV", "739"])
    eyes.until(lambda: "card_verification" in eyes.classes(), "the sensor sees again")
    assert len(eyes.failures) == 1
    eyes.close()
