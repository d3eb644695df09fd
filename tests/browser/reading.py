"""What a reader makes out in a picture of a page, whose flat blocks are no letters to it."""

# SPDX-License-Identifier: Apache-2.0

import re
import subprocess

WIPED = ("-opaque", "#222222", "-opaque", "#2a5991")
PLAIN = ("-colorspace", "gray", "-threshold", "50%", "-bordercolor", "white", "-border", "20")


def words(picture: bytes) -> str:
    """Return the words, on one line."""
    blank = ["convert", "-", "-fuzz", "4%", "-fill", "white", *WIPED, *PLAIN, "pnm:-"]
    clean = subprocess.run(blank, input=picture, capture_output=True, check=True).stdout
    reader = ["tesseract", "-", "-", "--psm", "6"]
    read = subprocess.run(reader, input=clean, capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"})
    return " ".join(read.stdout.decode().split())


def digits(picture: bytes) -> str:
    """Return the digits, with nothing between them."""
    return re.sub(r"\D", "", words(picture))
