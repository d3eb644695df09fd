"""The desktop that these tests share, and how they start programs in it."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.desktop.bed import Bed
from tests.desktop.eyes import Eyes

Launch = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Bring a private desktop up, with this process's own environment pointing to it."""
    made = Bed(tmp_path_factory.mktemp("bed"))
    try:
        made.open()
        yield from _inside(made)
    finally:
        made.stop()


def _inside(made: Bed) -> Iterator[Bed]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
            patch.setenv(name, made.environment[name])
        patch.delenv("AT_SPI_BUS_ADDRESS", raising=False)
        yield made


@pytest.fixture
def launch(bed: Bed) -> Iterator[Launch]:
    """Start programs in the bed; they end with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str, **environment: str) -> subprocess.Popen[bytes]:
        started.append(bed.start(command, environment))
        return started[-1]

    yield start
    for process in reversed(started):
        bed.end(process)


@pytest.fixture
def compositor(launch: Launch) -> subprocess.Popen[bytes]:
    """Run a compositing manager for this test alone."""
    return launch("picom", "--backend", "xrender", "--config", os.devnull)


@pytest.fixture
def eyes(bed: Bed) -> Iterator[Eyes]:
    """Read the programs of the bed and mask them, with the product's own eyes and masks."""
    del bed
    opened = Eyes()
    opened.open()
    yield opened
    opened.close()
