"""What a browser has to find before it starts our host: a manifest, and a program without arguments."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from workstation.browser.package import EXTENSION

BROWSERS = {"Chromium": "chromium", "Chrome": "google-chrome", "Edge": "microsoft-edge"}
GECKO_ID = "extension@deskwarden.org"
NAME = "org.deskwarden.seat"
_MACHINE = tuple(
    map(
        Path,
        (
            "/etc/chromium/native-messaging-hosts",
            "/etc/opt/chrome/native-messaging-hosts",
            "/etc/opt/edge/native-messaging-hosts",
            "/usr/lib/mozilla/native-messaging-hosts",
            "/usr/lib64/mozilla/native-messaging-hosts",
        ),
    )
)
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def unpacked_id(extension: Path) -> str:
    """Return the id that Chromium gives an extension that is loaded from a folder: by its path alone."""
    digest = hashlib.sha256(str(extension.resolve()).encode()).hexdigest()
    return digest[:32].translate(_LETTERS)


def is_of_firefox(extension_id: str) -> bool:
    """Say whether an id is one of Firefox, and not of Chromium and its kin."""
    return "@" in extension_id


def write_host(folder: Path, extension_id: str, *, for_everyone: bool = False) -> Path:
    """Write the manifest and the program that it names into `folder`, a browser's NativeMessagingHosts; return it.

    Only its owner can read them, unless they are `for_everyone`, as IT has them for a whole machine.
    """
    reach = 0o755 if for_everyone else 0o700
    who = (
        {"allowed_extensions": [extension_id]}
        if is_of_firefox(extension_id)
        else {"allowed_origins": [f"chrome-extension://{extension_id}/"]}
    )
    folder.mkdir(mode=reach, parents=True, exist_ok=True)
    program = folder / NAME
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m workstation browser-host\n", encoding="utf-8")
    program.chmod(reach)
    manifest = folder / f"{NAME}.json"
    manifest.write_text(
        json.dumps(
            {
                "name": NAME,
                "description": "Passes what the Deskwarden extension says on to the seat of this session.",
                "path": str(program),
                "type": "stdio",
                **who,
            },
            indent=2,
        ),
        encoding="utf-8",
    )
    manifest.chmod(reach & 0o666)
    return manifest


def is_introduced(home: Path) -> bool:
    """Say whether any browser of this user or machine was ever told of our host."""
    own = (home / ".config" / folder / "NativeMessagingHosts" for folder in BROWSERS.values())
    return any(
        (folder / f"{NAME}.json").exists() for folder in (*own, home / ".mozilla" / "native-messaging-hosts", *_MACHINE)
    )


def introduce(home: Path) -> Iterator[str]:
    """Write the manifest for every browser that this user has used, and yield what to do next."""
    used = {name: home / ".config" / folder for name, folder in BROWSERS.items()}
    for name, profile in used.items():
        if profile.is_dir():
            yield f"{name} knows the seat: {write_host(profile / 'NativeMessagingHosts', unpacked_id(EXTENSION))}"
    firefox = home / ".mozilla"
    if firefox.is_dir():
        yield f"Firefox knows the seat: {write_host(firefox / 'native-messaging-hosts', GECKO_ID)}"
        yield f"Open about:debugging#/runtime/this-firefox, and load {EXTENSION / 'manifest.json'} for a trial"
    yield f"Open chrome://extensions, switch the developer mode on, and load the folder {EXTENSION}"
