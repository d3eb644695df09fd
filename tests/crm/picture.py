"""`python -m tests.crm.picture`: the README's picture, a request in a CRM before and after, side by side."""

# SPDX-License-Identifier: Apache-2.0

import base64
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.browser.chromium import Chromium
from tests.crm.customers import draw_customers
from tests.crm.running import ALONE, Crm, running
from tests.desktop.bed import Bed

OUT = Path("installer/in-a-crm.png")
SEED, REQUEST = 20_266, 4
WIDTH, HEIGHT, SCALE = 1040, 1500, 1.5
SHOWN = 920
LABELS = ("Without Deskwarden", "With Deskwarden's extension")
# The CRM's signs are a font on the internet, which is not asked for here; they would be words.
TIDY = (
    "document.head.append(Object.assign(document.createElement('style'), "
    "{textContent: '.material-icons, .object-tools {display: none}'}))"
)
# From the top of the first to the bottom of the second: what says whose request it is, and what they said.
STRIPS = ((".breadcrumbs", "#content > h2"), ("#id_first_name", "#id_description"))
SEEN = "['{first}', '{last}'].map((each) => document.querySelector(each).getBoundingClientRect())"
NO_SIDEBAR = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"


def main() -> None:
    """Take both pictures and join them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bed = Bed(folder)
        bed.open()
        try:
            with running(folder, draw_customers(SEED, 12)) as crm:
                taken = [
                    _taken(bed, crm, folder / f"{nth}", covered=covered) for nth, covered in enumerate((False, True))
                ]
        finally:
            bed.stop()
        subprocess.run(_joined(taken), check=True)


def _taken(bed: Bed, crm: Crm, profile: Path, *, covered: bool) -> list[Path]:
    """Return the strips of the page, from its top on."""
    browser = Chromium(bed, profile, ALONE)
    if covered:
        browser.load()
    crm.let_in(browser)
    tab = browser.open(crm.request(REQUEST))
    tab.run(NO_SIDEBAR)
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": False}
    tab.call("Emulation.setDeviceMetricsOverride", size)
    tab.call("Page.reload")
    tab.until(
        lambda: tab.run("document.readyState === 'complete' && !document.querySelector('.shifted')"), "it is wide"
    )
    tab.run(TIDY)
    strips: list[Path] = []
    for first, last in STRIPS:
        top, bottom = tab.run(f"(([a, b]) => [a.top - 12, b.bottom + 12])({SEEN.format(first=first, last=last)})")
        clip = {"x": 0, "y": top, "width": SHOWN, "height": bottom - top, "scale": 1}
        strips.append(profile / f"{len(strips)}.png")
        strips[-1].write_bytes(base64.b64decode(tab.call("Page.captureScreenshot", {"clip": clip})["data"]))
    browser.close()
    return strips


def _joined(pictures: Sequence[Sequence[Path]]) -> list[str]:
    parts: list[str] = []
    for strips, label in zip(pictures, LABELS, strict=True):
        parts += ["(", *map(str, strips), "-append", "-resize", "640x", "-bordercolor", "#8a97a3", "-border", "1"]
        parts += ["-background", "white", "-gravity", "north", "-splice", "0x34"]
        parts += ["-font", "DejaVu-Sans-Bold", "-pointsize", "18", "-annotate", "+0+8", label]
        parts += ["-bordercolor", "white", "-border", "6", ")"]
    return ["convert", *parts, "+append", "-strip", "+dither", "-colors", "64", f"png8:{OUT}"]


if __name__ == "__main__":
    main()
