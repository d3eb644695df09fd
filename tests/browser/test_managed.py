"""Managed browsers: the extension is there from the first page on, and the ways round it are closed."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.browser.conftest import STYLE
from tests.browser.firefox import SETTINGS
from tests.browser.reading import WIPED
from tests.browser.site import Site
from tests.desktop.bed import Bed, eventually
from workstation.browser.managed import managed_policy
from workstation.browser.nativehost import GECKO_ID
from workstation.browser.package import EXTENSION

ALONE = ("unshare", "--map-root-user", "--mount", "--propagation", "private")
FLAGS = ("--no-sandbox", "--test-type", "--password-store=basic", "--no-first-run", "--disable-gpu")
PLACE = ("--window-position=0,0", "--window-size=1000,800")
ALREADY_SEEN = {"termsofuse.bypassNotification": True, "browser.sessionstore.resume_from_crash": False}
UPDATE = """<?xml version='1.0' encoding='UTF-8'?>
<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>
<app appid='{id}'><updatecheck codebase='{crx}' version='0.1.0'/></app></gupdate>
"""

pytestmark = pytest.mark.skipif(
    subprocess.run((*ALONE, "true"), capture_output=True, check=False).returncode != 0,
    reason="needs a mount namespace of its own: run as root, or allow user namespaces",
)


def packed(screen: Bed, folder: Path) -> tuple[str, Path]:
    """Return id and file of the extension, packed and signed with a key of this test's."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    pem = folder / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    source = folder / "extension"
    subprocess.run(("cp", "-r", str(EXTENSION), str(source)), check=True)
    command = ("chromium", *FLAGS, f"--pack-extension={source}", f"--pack-extension-key={pem}")
    packing = screen.start((*command, f"--user-data-dir={folder / 'packing'}"))
    packing.wait(60)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(public).hexdigest()[:32]
    return digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop")), folder / "extension.crx"


class Managed:
    """One managed browser, used by keyboard as a person does; `given` lies where it looks for its policy."""

    def __init__(self, screen: Bed, given: Path, place: str, browser: tuple[str, ...]) -> None:
        self._screen = screen
        inside = f"mount --bind {shlex.quote(str(given))} {place} && exec {shlex.join(browser)}"
        self.process = screen.start((*ALONE, "sh", "-c", inside))

    def press(self, *chords: str) -> None:
        self._run("xdotool", "key", "--delay", "60", *chords)

    def go(self, address: str) -> None:
        self.press("ctrl+l")
        self._run("xdotool", "type", "--delay", "8", address)
        self.press("Return")

    def windows(self) -> int:
        return len(
            self._run("xdotool", "search", "--onlyvisible", "--name", "(Chromium|Firefox( Private Browsing)?)$").split()
        )

    def words(self) -> str:
        """Return what a reader makes out on the whole screen."""
        picture = subprocess.run(
            ("import", "-silent", "-window", "root", "png:-"),
            env={**os.environ, **self._screen.environment},
            capture_output=True,
            check=True,
        ).stdout
        clean = ("convert", "-", "-fill", "white", *WIPED, "-resize", "200%", "pnm:-")
        shown = subprocess.run(clean, input=picture, capture_output=True, check=True).stdout
        read = subprocess.run(("tesseract", "-", "-", "--psm", "6"), input=shown, capture_output=True, check=True)
        return " ".join(read.stdout.decode().split())

    def digits(self) -> str:
        return re.sub(r"\D", "", self.words())

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env={**os.environ, **self._screen.environment}, capture_output=True, text=True, check=False
        )
        return done.stdout


CARD = "Card 4012 8888 8888 1881"


@pytest.fixture
def url(site: Site) -> str:
    return site.page(f"{STYLE}<title>Harbor</title><p>{CARD}</p>")


@pytest.fixture
def chromium_managed(screen: Bed, url: str, tmp_path: Path) -> Iterator[Managed]:
    extension_id, crx = packed(screen, tmp_path)
    update = tmp_path / "update.xml"
    update.write_text(UPDATE.format(id=extension_id, crx=crx.as_uri()), encoding="utf-8")
    policies = tmp_path / "etc" / "policies" / "managed"
    policies.mkdir(parents=True)
    (policies / "deskwarden.json").write_text(managed_policy(extension_id, update.as_uri()), encoding="utf-8")
    browser = ("chromium", *FLAGS, *PLACE, f"--user-data-dir={tmp_path / 'profile'}", url)
    yield from used(screen, Managed(screen, tmp_path / "etc", "/etc/chromium", browser))


@pytest.fixture
def firefox(screen: Bed, url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Managed]:
    """Start a Firefox ESR, as IT has it or as it is; it is told to take a package that nobody signed."""
    package = Path(shutil.make_archive(str(tmp_path / "extension"), "zip", EXTENSION)).rename(
        tmp_path / "extension.xpi"
    )
    given = json.loads(managed_policy(GECKO_ID, package.as_uri())) if request.param == "managed" else {"policies": {}}
    given["policies"] |= {"Preferences": {"xpinstall.signatures.required": {"Value": False, "Status": "locked"}}}
    (policies := tmp_path / "distribution").mkdir()
    (policies / "policies.json").write_text(json.dumps(given), encoding="utf-8")
    (profile := tmp_path / "profile").mkdir()
    said = (f'user_pref("{name}", {json.dumps(value)});' for name, value in {**SETTINGS, **ALREADY_SEEN}.items())
    (profile / "user.js").write_text("\n".join(said), encoding="utf-8")
    browser = ("firefox-esr", "--no-remote", "--profile", str(profile), url)
    yield from used(screen, Managed(screen, policies, "/usr/share/firefox-esr/distribution", browser))


def used(screen: Bed, browser: Managed) -> Iterator[Managed]:
    eventually(lambda: "401288" in browser.digits(), "the page is shown", 60)
    yield browser
    screen.end(browser.process)


def test_a_managed_browser_covers_and_lets_nobody_round_it(chromium_managed: Managed, site: Site) -> None:
    managed = chromium_managed
    eventually(lambda: "8888881881" not in managed.digits(), "the page is covered", 60)
    assert "1881" in managed.digits()
    windows = managed.windows()
    managed.press("ctrl+shift+n")
    managed.press("F12")
    eventually(lambda: "DevTools not allowed" in managed.words(), "developer tools are refused")
    managed.press("Return")
    assert managed.windows() == windows
    managed.go("view-source:" + site.page(f"{STYLE}{CARD}"))
    eventually(lambda: "blocked" in managed.words(), "the source is not shown")
    assert "8888" not in managed.digits()


BLOCKED = ("about:config", "about:profiles", "about:support", "about:debugging", "about:privatebrowsing")
OPENS_TOOLS = ("F12", "ctrl+shift+i", "ctrl+shift+k")


@pytest.mark.parametrize("firefox", ["managed"], indirect=True)
def test_a_managed_firefox_covers_and_lets_nobody_round_it(firefox: Managed, url: str) -> None:
    eventually(lambda: "8888881881" not in firefox.digits(), "the page is covered", 60)
    assert "1881" in firefox.digits()
    windows = firefox.windows()
    firefox.press("ctrl+shift+p", *OPENS_TOOLS)
    for page in BLOCKED:
        firefox.go(page)
        eventually(lambda: "Blocked Page" in firefox.words(), f"{page} is blocked", 30)
        firefox.go(url)
        eventually(lambda: "1881" in firefox.digits(), "the page is there again", 30)
    assert firefox.windows() == windows
    assert "Console" not in firefox.words()
    assert "8888881881" not in firefox.digits()


@pytest.mark.parametrize("firefox", ["as it is"], indirect=True)
def test_the_same_keys_open_all_of_it_in_a_firefox_as_it_is(firefox: Managed) -> None:
    assert "8888881881" in firefox.digits()
    windows = firefox.windows()
    firefox.press(OPENS_TOOLS[0])
    eventually(lambda: "Console" in firefox.words(), "developer tools open", 30)
    firefox.press("ctrl+shift+p")
    eventually(lambda: firefox.windows() > windows, "a private window opens", 30)
