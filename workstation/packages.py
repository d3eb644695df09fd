"""What Debian's packages installed, as dpkg wrote it down; other systems' packages are not known."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

INSTALLED = Path("/var/lib/dpkg/info")


def files_of(package: str, installed: Path = INSTALLED) -> Iterator[str]:
    """Yield what `package` installed, in every architecture; folders too, and nothing where it is not there."""
    for listed in (installed / f"{package}.list", *installed.glob(f"{package}:*.list")):
        with suppress(OSError):
            yield from listed.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
