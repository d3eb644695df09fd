"""Windows are tested off the screen; what only an X server can show is tested under Xvfb."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
NOT_OFF_THE_SCREEN = pytest.mark.qt_log_ignore(
    "This plugin does not support", "No such signal QPlatformNativeInterface::systemTrayWindowChanged"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it cannot do; every other warning of Qt's fails a test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(NOT_OFF_THE_SCREEN)


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Whichever test comes first, Qt is up: fonts and icons without an application end the process."""
    assert qapp is not None


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Bring a private desktop up; this process's own windows stay off every screen."""
    made = Bed(tmp_path_factory.mktemp("bed"))
    try:
        made.open()
        yield made
    finally:
        made.stop()
