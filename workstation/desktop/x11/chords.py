"""The keys that copy, paste, open a menu, print, save or take a picture of the screen."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from workstation.desktop.x11.keymap import ALT, CONTROL, LOCK, SHIFT, SUPER, Keymap
from workstation.facts.observations import Purpose

COUNTED = SHIFT | CONTROL | ALT | SUPER
UNCOUNTED = (LOCK, 1 << 4, 1 << 5, 1 << 7)
ANY_MODIFIER = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """One chord: any of `keysyms`, with exactly `modifiers` of those that toolkits count (None: with whatever is held).

    `position` is where the key lies on a keyboard whose layout has none of the keysyms: toolkits go by it then.
    """

    name: str
    purpose: Purpose
    keysyms: tuple[int, ...]
    modifiers: int | None
    position: int | None = None

    def keycodes(self, keymap: Keymap) -> tuple[int, ...]:
        """Return the keys that make this chord under `keymap`."""
        found = {code for keysym in self.keysyms for code in keymap.keycodes(keysym)}
        if not found and self.position is not None:
            return (self.position,)
        return tuple(sorted(found))

    def masks(self) -> tuple[int, ...]:
        """Return the modifier masks to grab."""
        return (ANY_MODIFIER,) if self.modifiers is None else modifier_masks(self.modifiers)

    def matches(self, state: int) -> bool:
        """Say whether a press under the modifiers in `state` is this chord."""
        return self.modifiers is None or state & COUNTED == self.modifiers


def modifier_masks(modifiers: int) -> tuple[int, ...]:
    """Return the masks to grab for `modifiers`: locks and levels, which no toolkit counts, in every combination."""
    masks = [modifiers]
    for uncounted in UNCOUNTED:
        masks += [mask | uncounted for mask in masks]
    return tuple(masks)


C, X, V = (0x63, 0x43), (0x78, 0x58), (0x76, 0x56)
P, R, S = (0x70, 0x50), (0x72, 0x52), (0x73, 0x53)
INSERT, DELETE = (0xFF63, 0xFF9E), (0xFFFF, 0xFF9F)

COPYING = (
    Chord(name="Ctrl+C", purpose="copy", keysyms=C, modifiers=CONTROL, position=54),
    Chord(name="Ctrl+Shift+C", purpose="copy", keysyms=C, modifiers=CONTROL | SHIFT, position=54),
    Chord(name="Ctrl+X", purpose="copy", keysyms=X, modifiers=CONTROL, position=53),
    Chord(name="Ctrl+Insert", purpose="copy", keysyms=INSERT, modifiers=CONTROL),
    Chord(name="Shift+Delete", purpose="copy", keysyms=DELETE, modifiers=SHIFT),
    Chord(name="Copy key", purpose="copy", keysyms=(0x1008FF57,), modifiers=None),
    Chord(name="Cut key", purpose="copy", keysyms=(0x1008FF58,), modifiers=None),
    Chord(name="Ctrl+V", purpose="paste", keysyms=V, modifiers=CONTROL, position=55),
    Chord(name="Ctrl+Shift+V", purpose="paste", keysyms=V, modifiers=CONTROL | SHIFT, position=55),
    Chord(name="Shift+Insert", purpose="paste", keysyms=INSERT, modifiers=SHIFT),
    Chord(name="Paste key", purpose="paste", keysyms=(0x1008FF6D,), modifiers=None),
    Chord(name="Menu key", purpose="menu", keysyms=(0xFF67,), modifiers=None),
    Chord(name="Shift+F10", purpose="menu", keysyms=(0xFFC7,), modifiers=SHIFT),
)

PRINTING = (
    Chord(name="Ctrl+P", purpose="print", keysyms=P, modifiers=CONTROL, position=33),
    Chord(name="Ctrl+Shift+P", purpose="print", keysyms=P, modifiers=CONTROL | SHIFT, position=33),
    Chord(name="Ctrl+S", purpose="save", keysyms=S, modifiers=CONTROL, position=39),
    Chord(name="Ctrl+Shift+S", purpose="save", keysyms=S, modifiers=CONTROL | SHIFT, position=39),
)

# Print, Sys_Req, 3270_PrintScreen and XF86SelectiveScreenshot, whatever is held with them; then what GNOME (films) and
# KDE (pictures of a region, films of region, window and screen) listen to besides.
CAPTURE = (
    Chord(name="Print", purpose="capture", keysyms=(0xFF61, 0xFF15, 0xFD1D, 0x10081279), modifiers=None, position=107),
    Chord(name="Ctrl+Alt+Shift+R", purpose="capture", keysyms=R, modifiers=CONTROL | ALT | SHIFT, position=27),
    Chord(name="Super+Shift+S", purpose="capture", keysyms=S, modifiers=SUPER | SHIFT, position=39),
    Chord(name="Super+Shift+R", purpose="capture", keysyms=R, modifiers=SUPER | SHIFT, position=27),
    Chord(name="Super+Ctrl+R", purpose="capture", keysyms=R, modifiers=SUPER | CONTROL, position=27),
    Chord(name="Super+Alt+R", purpose="capture", keysyms=R, modifiers=SUPER | ALT, position=27),
)
