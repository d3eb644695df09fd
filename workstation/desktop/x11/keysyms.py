"""Which character a keysym stands for, and what Caps Lock makes of it."""

# SPDX-License-Identifier: Apache-2.0

KEYPAD = {0xFF80: " ", **dict(zip(range(0xFFAA, 0xFFBA), "*+,-./0123456789", strict=True)), 0xFFBD: "="}
KEYPAD_WITHOUT_NUMLOCK = dict(
    zip(
        (0xFF9E, 0xFF9C, 0xFF99, 0xFF9B, 0xFF96, 0xFF9D, 0xFF98, 0xFF95, 0xFF97, 0xFF9A),
        "0123456789",
        strict=True,
    )
)
CHARSETS = {
    0x01: "iso8859-2",
    0x02: "iso8859-3",
    0x03: "iso8859-4",
    0x05: "iso8859-6",
    0x06: "koi8-r",
    0x07: "iso8859-7",
    0x0C: "iso8859-8",
    0x0D: "tis-620",
    0x13: "iso8859-15",
}
# Where a keysym is not what its charset says: letters of Cyrillic that Russian does not have, Greek ones with accents,
# the sigmas, and the signs of currencies.
OTHERWISE = {
    **dict(enumerate("ђѓёєѕіїјљњћќґўџ№ЂЃЁЄЅІЇЈЉЊЋЌҐЎЏ", 0x6A1)),
    **dict(zip((0x7A1, 0x7A2, 0x7A3, 0x7A4, 0x7A5, 0x7A7, 0x7A8, 0x7A9, 0x7AB), "ΆΈΉΊΪΌΎΫΏ", strict=True)),
    **dict(enumerate("άέήίϊΐόύϋΰώ", 0x7B1)),
    0x7D2: "\N{GREEK CAPITAL LETTER SIGMA}",
    0x7F2: "\N{GREEK SMALL LETTER SIGMA}",
    0x7F3: "\N{GREEK SMALL LETTER FINAL SIGMA}",
    **{0x2000 + low: chr(0x2000 + low) for low in range(0xA0, 0xAD)},
}
LATIN_1 = range(0x20, 0x100)
UNICODE = 0x01000000


def character(keysym: int) -> str:
    """Return the character of a keysym, "" where it has none. Latin-1 and Unicode keysyms carry it themselves."""
    known = KEYPAD.get(keysym) or KEYPAD_WITHOUT_NUMLOCK.get(keysym) or OTHERWISE.get(keysym)
    if known is not None:
        return known
    if keysym in LATIN_1:
        return chr(keysym)
    if UNICODE < keysym <= UNICODE + 0x10FFFF:
        return chr(keysym - UNICODE)
    charset = CHARSETS.get(keysym >> 8)
    return bytes([keysym & 0xFF]).decode(charset, "ignore") if charset else ""


def is_letter_key(plain: int, shifted: int) -> bool:
    """Say whether the key has a small letter and, with Shift, a capital: Caps Lock turns its Shift over."""
    return character(plain).islower() and character(shifted).isupper()


def capital(keysym: int) -> int:
    """Return the keysym of the letter's capital; what is no small letter, or has no single capital, stays."""
    small = character(keysym)
    large = small.upper()
    if len(large) != 1 or large == small or large.lower() != small:
        return keysym
    return ord(large) if ord(large) in LATIN_1 else UNICODE + ord(large)
