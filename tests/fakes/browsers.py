"""Browsers in memory: none has an extension until a test says so."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import CoverPage, LiftPage
from workstation.facts.place import Program
from workstation.seat.ports import Post


class FakeBrowsers:
    """Keeps what pages were told."""

    def __init__(self) -> None:
        self.covered: dict[str, CoverPage] = {}
        self.lifted: dict[str, LiftPage] = {}
        self.programs: tuple[Program, ...] = ()
        self.post: Post | None = None

    def start(self, post: Post) -> None:
        self.post = post

    def stop(self) -> None:
        self.post = None

    def cover(self, cover: CoverPage) -> None:
        self.covered[cover.key] = cover

    def running(self, programs: tuple[Program, ...]) -> None:
        self.programs = programs

    def lift(self, lift: LiftPage) -> None:
        self.lifted[lift.key] = lift
