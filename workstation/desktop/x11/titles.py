"""What ordinary windows are called, and of which class they are."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

import xcffib.xproto

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.inquiry import GONE, Cookie, ask_words, words
from workstation.desktop.x11.windows import Stack

MOST_WORDS = 256


def titles(connection: Connection, stack: Stack) -> Mapping[int, str]:
    """Return the titles of the windows that a window manager manages; without one, of every viewable window."""
    with x_errors("reading the titles"):
        listed = words(ask_words(connection, connection.root, "_NET_CLIENT_LIST").reply())
        clients = listed or tuple(window.client for window in stack.windows)
        asked = [(client, _ask(connection, client, "_NET_WM_NAME")) for client in clients]
        return {client: title for client, cookie in asked if (title := _text(cookie)) is not None}


def title_of(connection: Connection, client: int) -> str | None:
    """Return what a window is called, None where it is gone."""
    with x_errors("reading a window's title"):
        asked = [_ask(connection, client, name) for name in ("_NET_WM_NAME", "WM_NAME")]
        said = [_text(cookie) for cookie in asked]
    return None if None in said else next(filter(None, said), "")


def window_class(connection: Connection, client: int) -> str | None:
    """Return the class of a window (ICCCM 4.1.2.5), None where it is gone or says none."""
    with x_errors("reading a window's class"):
        said = _text(_ask(connection, client, "WM_CLASS"))
    return said.rstrip("\0").split("\0")[-1] if said else None


def _ask(connection: Connection, client: int, name: str) -> Cookie:
    return connection.core.GetProperty(
        delete=False,
        window=client,
        property=connection.atom(name),
        type=xcffib.xproto.GetPropertyType.Any,
        long_offset=0,
        long_length=MOST_WORDS,
    )


def _text(cookie: Cookie) -> str | None:
    """Return the property's text, None where its window is gone."""
    try:
        value: bytes = cookie.reply().value.buf()
    except GONE:
        return None
    return bytes(value).decode(errors="replace")
