"""Bytes of no declared encoding as text."""

# SPDX-License-Identifier: Apache-2.0

import codecs


def decoded(content: bytes) -> str:
    """Return `content` as text: UTF-16 by its mark, else UTF-8, else Latin-1; zero bytes are dropped."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    packed = content.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)
    try:
        return packed.decode("utf-8")
    except UnicodeDecodeError:
        return packed.decode("latin-1")
