"""Which browsers of a session run, and whether the extension covers their pages."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workstation.facts.capability import Capability, Strength
from workstation.facts.place import Program

ExtensionState = Literal["current", "outdated", "missing", "never_set_up"]

CHROMIUM_LIKE = {
    "chromium": "Chromium",
    "chromium-browser": "Chromium",
    "chrome": "Chrome",
    "google-chrome": "Chrome",
    "msedge": "Edge",
    "microsoft-edge": "Edge",
    "brave": "Brave",
    "brave-browser": "Brave",
    "vivaldi": "Vivaldi",
    "opera": "Opera",
}
FIREFOX_LIKE = {"firefox": "Firefox", "firefox-bin": "Firefox", "firefox-esr": "Firefox"}
_CHANNELS = ("google-chrome", "microsoft-edge", "brave-browser", "vivaldi", "opera")
_NAMES = {**CHROMIUM_LIKE, **FIREFOX_LIKE}
_WORST: tuple[ExtensionState, ...] = ("missing", "never_set_up", "outdated", "current")


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser that had the time to start; `version` is its extension's, "" where it has none.

    `never_set_up` is a missing extension on a trial's machine on which none was ever set up.
    """

    program: Program
    extension: ExtensionState
    version: str = ""

    @property
    def is_covered(self) -> bool:
        """Say whether an extension covers its pages, of whatever version."""
        return self.extension in {"current", "outdated"}


def browser_name(program: Program) -> str | None:
    """Return which browser a program is, by its executable or its own name; None for all else."""
    return _name(program.path.rpartition("/")[2].casefold()) or _name(program.name.casefold())


def extension_capabilities(browsers: Iterable[Browser]) -> tuple[Capability, ...]:
    """Return what the extension keeps in each of the browsers; of two that are the same, what the worse one keeps."""
    worst: dict[str, Browser] = {}
    for browser in browsers:
        name = browser_name(browser.program) or "a browser"
        known = worst.setdefault(name, browser)
        worst[name] = min(known, browser, key=lambda each: _WORST.index(each.extension))
    return tuple(_capability(name, browser) for name, browser in sorted(worst.items()))


def _name(executable: str) -> str | None:
    """Return the browser of an executable's name; channels have theirs after a hyphen (`google-chrome-beta`)."""
    if found := _NAMES.get(executable):
        return found
    return next((_NAMES[known] for known in _CHANNELS if executable.startswith(f"{known}-")), None)


def _capability(name: str, browser: Browser) -> Capability:
    match browser.extension:
        case "current":
            return Capability(
                promise=f"Pages in {name}, by extension {browser.version}"[:64], strength=Strength.PREVENTED
            )
        case "outdated":
            return Capability(
                promise=f"Pages in {name}, by extension {browser.version}"[:64],
                strength=Strength.DETECTED,
                why="The extension is of another version than this seat.",
            )
        case "missing" | "never_set_up":
            return Capability(
                promise=f"Pages in {name}, which runs without the extension",
                strength=Strength.NOT_HERE,
                why="What it tells assistive technology is masked on the screen; pictures of its window are not.",
            )
