"""Browsers in memory: none has an extension until a test says so."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.place import Program
from workstation.seat.ports import Post


class FakeBrowsers:
    """Keeps what pages were told."""

    def __init__(self) -> None:
        self.covered: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.lifted: dict[str, tuple[str, int]] = {}
        self.programs: tuple[Program, ...] = ()
        self.post: Post | None = None

    def start(self, post: Post) -> None:
        self.post = post

    def stop(self) -> None:
        self.post = None

    def running(self, programs: tuple[Program, ...]) -> None:
        self.programs = programs

    def cover(self, key: str, classes: tuple[str, ...], regions: tuple[str, ...]) -> None:
        self.covered[key] = (classes, regions)

    def lift(self, key: str, data_class: str, seconds: int) -> None:
        self.lifted[key] = (data_class, seconds)
