"""What a bystander sees: the pixels of the whole screen."""

# SPDX-License-Identifier: Apache-2.0

import os

import xcffib
import xcffib.xproto

Pixel = tuple[int, int]


def screen_size(display: str) -> tuple[int, int]:
    """Return width and height of `display`."""
    connection = xcffib.connect(display)
    screen = connection.get_setup().roots[0]
    connection.disconnect()
    return screen.width_in_pixels, screen.height_in_pixels


def pixels_of(colour: str, display: str | None = None) -> list[Pixel]:
    """Return every pixel of the screen that has exactly this colour ("#rrggbb"), from top to bottom."""
    connection = xcffib.connect(display or os.environ["DISPLAY"])
    screen = connection.get_setup().roots[0]
    width, height = screen.width_in_pixels, screen.height_in_pixels
    whole = connection.core.GetImage(
        xcffib.xproto.ImageFormat.ZPixmap, screen.root, 0, 0, width, height, 0xFFFFFFFF
    ).reply()
    data = bytes(whole.data)
    connection.disconnect()
    wanted = bytes.fromhex(colour[1:])[::-1]
    found, at = [], data.find(wanted)
    while at >= 0:
        if at % 4 == 0:
            found.append((at // 4 % width, at // 4 // width))
        at = data.find(wanted, at + 1)
    return found
