"""Removable media: what is mounted from a stick, a card, a disc or a phone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from workstation.desktop.rounds import Rounds
from workstation.facts.observations import MediaMounted
from workstation.seat.ports import Post

EVERY = 1.0
PLACES = (Path("/media"), Path("/run/media"))
DEVICES = Path("/sys/class/block")


class Mount(NamedTuple):
    """One mounted file system: its device's path and where it is mounted."""

    device: str
    point: str


def mounted() -> tuple[Mount, ...]:
    """Return everything that is mounted, virtual file systems included."""
    return tuple(Mount(partition.device, partition.mountpoint) for partition in psutil.disk_partitions(all=True))


class Media:
    """Posts MediaMounted for each removable medium, those already there included, once until it is gone.

    A medium is what is mounted under one of `places`, or whose device says that it is removable or hangs on USB.
    """

    def __init__(
        self,
        post: Post,
        *,
        mounts: Callable[[], Iterable[Mount]] = mounted,
        places: tuple[Path, ...] = PLACES,
        devices: Path = DEVICES,
        every: float = EVERY,
    ) -> None:
        self._post = post
        self._mounts = mounts
        self._places = places
        self._devices = devices
        self._known: frozenset[Mount] = frozenset()
        self._asked = self._answered = 0
        self._rounds = Rounds("media", self._look, every, post)

    def watch(self) -> None:
        """Begin, or begin anew: media that are there already are posted again; returns at once."""
        self._asked += 1
        self._rounds.start()

    def stop(self) -> None:
        """End the thread."""
        self._rounds.stop()

    def _look(self) -> None:
        asked = self._asked
        if asked != self._answered:
            self._known, self._answered = frozenset(), asked
        now = frozenset(mount for mount in self._mounts() if self._is_medium(mount))
        for mount in sorted(now - self._known):
            self._post(MediaMounted(at=datetime.now(UTC), mount_point=mount.point))
        self._known = now

    def _is_medium(self, mount: Mount) -> bool:
        return any(place in Path(mount.point).parents for place in self._places) or self._is_removable(mount.device)

    def _is_removable(self, device: str) -> bool:
        """Ask the kernel about a block device; a partition is as removable as its disk."""
        if not device.startswith("/dev/"):
            return False
        node = (self._devices / Path(device).name).resolve()
        return any(_is_set(folder / "removable") for folder in (node, node.parent)) or any(
            part.startswith("usb") for part in node.parts
        )


def _is_set(flag: Path) -> bool:
    """Say whether a flag of the kernel is 1; one that is not there, or goes away, is not."""
    try:
        return flag.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False
