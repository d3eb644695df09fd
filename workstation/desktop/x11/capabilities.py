"""What an X11 session lets us keep, and what it does not: said as it is."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.capability import Capability, Strength

_IDLE = "Locking an idle seat"
_PICTURES = "Reading copied pictures"

_ALWAYS = (
    Capability(promise="Masks on the screen and in captures of the whole screen", strength=Strength.PREVENTED),
    Capability(
        promise="Pictures of a single window",
        strength=Strength.NOT_HERE,
        why="X11 gives every program of this session the pixels below a mask. In pages that the extension covers there"
        " is nothing below.",
    ),
    Capability(
        promise="Programs that say nothing to assistive technology",
        strength=Strength.NOT_HERE,
        why="No value is found in canvas, pictures, terminals, Java without its bridge and browsers open before this"
        " seat; window rules cover them whole.",
    ),
    Capability(
        promise="What a screen reader says of a masked value",
        strength=Strength.NOT_HERE,
        why="A mask lies on the screen; programs still tell the whole text to assistive technology.",
    ),
    Capability(
        promise="Pictures of a value whose mask is lifted",
        strength=Strength.DETECTED,
        why="The first look at the screen may hold it; the mask is back at once, and it is told as got through.",
    ),
    Capability(
        promise="Copy, cut and paste in sensitive fields",
        strength=Strength.PREVENTED,
        why="From the moment on that the program tells of its focus, some milliseconds after it came, unless another"
        " program holds the whole keyboard, which is told.",
    ),
    Capability(
        promise="Sensitive data on the clipboard and in selections",
        strength=Strength.DETECTED,
        why="It is emptied within milliseconds; a program that waits for it can be faster.",
    ),
    Capability(
        promise="Text dragged from one program to another",
        strength=Strength.NOT_HERE,
        why="X11 hands it over without asking; what was selected for it is emptied from PRIMARY.",
    ),
    Capability(promise="The Print key", strength=Strength.PREVENTED),
    Capability(
        promise="Programs that read the screen",
        strength=Strength.DETECTED,
        why="They are named after they read, and what they get is masked. Not seen: the graphics card, portals opened"
        " before this seat.",
    ),
    Capability(
        promise="Forbidden programs",
        strength=Strength.DETECTED,
        why="They are ended after they start; denying the start, and hearing of it at once, needs an installed warden.",
    ),
    Capability(promise="Customer data in files, and removable media", strength=Strength.DETECTED),
    Capability(promise="Covering a locked seat, by two shields at once", strength=Strength.PREVENTED),
    Capability(
        promise="A cover that no other program can touch",
        strength=Strength.DETECTED,
        why="A program of this session can unmap it or stop the compositor; it is put back at once.",
    ),
    Capability(
        promise="Keys typed on the shield",
        strength=Strength.NOT_HERE,
        why="X11 shows raw keys to every program of this session.",
    ),
)


def x11_capabilities(*, reads_pictures: bool, tells_hands: bool) -> tuple[Capability, ...]:
    """Return all of them, those of a reader for pictures and of devices for hands as they are."""
    read = (
        Capability(
            promise=_PICTURES,
            strength=Strength.DETECTED,
            why="A picture can be pasted until it was read, and small or strange writing is missed.",
        )
        if reads_pictures
        else Capability(
            promise=_PICTURES,
            strength=Strength.NOT_HERE,
            why="Tesseract is not installed; where a policy reads pictures, every one is taken off the clipboard.",
        )
    )
    idle = Capability(
        promise=_IDLE,
        strength=Strength.DETECTED,
        why="Input that programs fake does not count. Not told apart: a device that moves by itself, and a program that"
        " fakes what a real device does."
        if tells_hands
        else "This display has no keyboard and mouse of its own, so a program that fakes input keeps the seat open.",
    )
    return (*_ALWAYS, idle, read)
