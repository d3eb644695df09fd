"""What can be read in a picture, by tesseract, which gets it through a pipe and is ended at a deadline."""

# SPDX-License-Identifier: Apache-2.0

import os
import resource
import subprocess
from collections import Counter
from contextlib import suppress

from workstation.detect.finding import Scan
from workstation.facts.observations import UNREADABLE

TESSERACT = "/usr/bin/tesseract"
WITHIN = 10.0
MOST_MEMORY = 1 << 30
_NICER = 10
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8", b"RIFF")
"""Of pictures, since tesseract takes anything else for a list of files to read."""


def can_read_pictures() -> bool:
    """Say whether tesseract is installed; one that the agent put elsewhere does not count."""
    return os.access(TESSERACT, os.X_OK)


def read_in(picture: bytes, scan: Scan) -> Counter[str]:
    """Return the classes in a picture, the class `UNREADABLE` where it was not read to its end in ten seconds."""
    text = _text(picture) if picture.startswith(_BEGINNINGS) else None
    if text is None:
        return Counter({UNREADABLE: 1})
    return Counter(finding.data_class for finding in scan(text, ""))


def _text(picture: bytes) -> str | None:
    """Return what is written in lines; None where tesseract is missing, fails, or is too slow."""
    try:
        process = subprocess.Popen(
            (TESSERACT, "stdin", "stdout", "--psm", "6"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C", "OMP_THREAD_LIMIT": "1"},
        )
    except OSError:
        return None
    with process:
        try:
            _restrain(process.pid)
            said, _ = process.communicate(picture, timeout=WITHIN)
        except (subprocess.TimeoutExpired, OSError):
            return None
        finally:
            process.kill()
    return said.decode(errors="replace") if process.returncode == 0 else None


def _restrain(process: int) -> None:
    """Bound what it may take before it gets anything to read; one that ended already is told by its return code."""
    seconds = int(WITHIN) + 1
    with suppress(ProcessLookupError):
        resource.prlimit(process, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.prlimit(process, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))
        os.setpriority(os.PRIO_PROCESS, process, _NICER)
