"""Removable media are found, whatever says that they are removable."""

# SPDX-License-Identifier: Apache-2.0

import queue
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.reports import Reports
from workstation.desktop.media import Media, Mount
from workstation.facts.observations import MediaMounted

STICK = Mount("/dev/sdb1", "/media/maria/STICK")
DISK = Mount("/dev/sda1", "/")


class Mounts:
    """A source of mounts: each round takes the next one, the last stays."""

    def __init__(self, *rounds: tuple[Mount, ...]) -> None:
        self._rounds = list(rounds)
        self.taken: queue.SimpleQueue[None] = queue.SimpleQueue()

    def __call__(self) -> tuple[Mount, ...]:
        self.taken.put(None)
        return self._rounds.pop(0) if len(self._rounds) > 1 else self._rounds[0]


def found(tmp_path: Path, *rounds: tuple[Mount, ...]) -> list[str]:
    """Return the mount points posted during `rounds`."""
    reports, mounts = Reports(), Mounts(*rounds)
    media = Media(reports.post, mounts=mounts, devices=tmp_path, every=0.01)
    media.watch()
    for _ in range(len(rounds) + 1):
        mounts.taken.get(timeout=60)
    media.stop()
    points = []
    while not reports.are_over():
        points.append(reports.next(MediaMounted).mount_point)
    return points


def device(devices: Path, *where: str, removable: str) -> None:
    """Make a disk with one partition as the kernel's tree shows it; the last of `where` is the disk."""
    disk = devices.joinpath("tree", *where)
    partition = disk / f"{disk.name}1"
    partition.mkdir(parents=True)
    (disk / "removable").write_text(f"{removable}\n", encoding="ascii")
    (devices / partition.name).symlink_to(partition)


def test_what_lies_under_a_place_for_media_is_found_once(tmp_path: Path) -> None:
    assert found(tmp_path, (DISK, STICK), (DISK, STICK), (STICK,)) == ["/media/maria/STICK"]


def test_a_medium_that_is_there_is_found_again_once_media_are_looked_for_anew(tmp_path: Path) -> None:
    reports, mounts = Reports(), Mounts((STICK,))
    media = Media(reports.post, mounts=mounts, devices=tmp_path, every=0.01)
    for _ in range(2):
        media.watch()
        assert reports.next(MediaMounted).mount_point == STICK.point
    media.stop()
    assert reports.are_over()


def test_a_medium_that_comes_back_is_found_again(tmp_path: Path) -> None:
    assert found(tmp_path, (STICK,), (), (STICK,)) == ["/media/maria/STICK"] * 2


def test_a_device_that_says_it_is_removable_is_found_wherever_it_is_mounted(tmp_path: Path) -> None:
    device(tmp_path, "ata1", "sdb", removable="1")
    assert found(tmp_path, (Mount("/dev/sdb1", "/mnt/here"),)) == ["/mnt/here"]


def test_a_disk_on_usb_is_found_though_it_says_that_it_is_fixed(tmp_path: Path) -> None:
    device(tmp_path, "usb2", "sdc", removable="0")
    assert found(tmp_path, (Mount("/dev/sdc1", "/mnt/here"),)) == ["/mnt/here"]


def test_fixed_disks_unknown_devices_and_virtual_file_systems_are_left(tmp_path: Path) -> None:
    device(tmp_path, "ata1", "sda", removable="0")
    assert found(tmp_path, (DISK, Mount("/dev/sdz1", "/data"), Mount("tmpfs", "/tmp"), Mount("x", "/media"))) == []  # noqa: S108


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Path]:
    """Mount a tmpfs under a place of the test's own; skip where this account may not."""
    point = tmp_path / "media" / "stick"
    point.mkdir(parents=True)
    mounting = subprocess.run(["mount", "-t", "tmpfs", "deskwarden-test", str(point)], check=False, capture_output=True)
    if mounting.returncode != 0 or shutil.which("umount") is None:
        pytest.skip("this account may not mount")
    yield point
    subprocess.run(["umount", str(point)], check=True)


def test_a_real_mount_is_found(tmpfs: Path) -> None:
    reports = Reports()
    media = Media(reports.post, places=(tmpfs.parent,))
    media.watch()
    assert reports.next(MediaMounted).mount_point == str(tmpfs)
    media.stop()
