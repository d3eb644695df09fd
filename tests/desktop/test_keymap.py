"""What a key means with Shift, Caps Lock, AltGr and another layout: a password is typed blind."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.keymap import LOCK, SHIFT, Keymap

pytestmark = pytest.mark.desktop

ALT_GR, SECOND_GROUP = 1 << 7, 1 << 13
A, Q, ONE, TWO, QUOTE, SEMICOLON, L, MINUS = 38, 24, 10, 11, 48, 47, 46, 20  # where they lie on every keyboard of a PC


@pytest.fixture(scope="module")
def own_bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    bed = Bed(Path(tmp_path_factory.mktemp("keys")))
    try:
        bed.open()
        yield bed
    finally:
        bed.stop()


@pytest.mark.parametrize(
    ("layout", "key", "state", "keysym"),
    [
        (("us",), A, 0, ord("a")),
        (("us",), A, SHIFT, ord("A")),
        (("us",), A, LOCK, ord("A")),
        (("us",), A, LOCK | SHIFT, ord("a")),
        (("us",), ONE, LOCK, ord("1")),
        (("us",), ONE, SHIFT, ord("!")),
        (("us",), ONE, LOCK | SHIFT, ord("!")),
        (("de",), Q, ALT_GR, ord("@")),
        (("de",), QUOTE, LOCK, 0xC4),
        (("us", "-variant", "intl"), QUOTE, 0, 0xFE51),
        (("us", "-variant", "intl"), QUOTE, SHIFT, 0xFE57),
        (("us,ru",), A, SECOND_GROUP, 0x6C6),
        (("us,ru",), A, SECOND_GROUP | LOCK, 0x6E6),
        (("cz",), TWO, 0, 0x1EC),
        (("cz",), TWO, LOCK, 0x0100011A),
        (("cz",), TWO, SHIFT, ord("2")),
        (("cz",), TWO, LOCK | SHIFT, ord("2")),
        (("hr",), SEMICOLON, LOCK, 0x1C8),
        (("hr",), SEMICOLON, LOCK | SHIFT, 0x1E8),
        (("pl",), L, ALT_GR | LOCK, 0x1A3),
        (("fr",), TWO, LOCK, 0xC9),
        (("de",), MINUS, LOCK, 0xDF),
        (("am",), A, 0, 0x0100057B),
        (("am",), A, LOCK, 0x0100054B),
    ],
)
def test_a_key_means_what_it_says(
    own_bed: Bed, monkeypatch: pytest.MonkeyPatch, layout: tuple[str, ...], key: int, state: int, keysym: int
) -> None:
    subprocess.run(["setxkbmap", *layout], env=own_bed.environment, check=True, timeout=30)
    monkeypatch.setenv("DISPLAY", own_bed.environment["DISPLAY"])
    with closing(Connection()) as connection:
        assert Keymap(connection).keysym(key, state) == keysym
