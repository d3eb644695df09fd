"""What a person sees of HTML, and what lies in it unseen."""

# SPDX-License-Identifier: Apache-2.0

import re
from html import unescape

_INLINE = r"</?(?:a|abbr|b|bdi|code|em|font|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>"
_INLINE_TAG = re.compile(_INLINE, re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(r"<!--|<(style|script)\b[^<>]*>", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
_ELEMENT_END = {name: re.compile(rf"</{name}\b[^<>]*>?", re.IGNORECASE) for name in ("style", "script")}
_VALUE = re.compile(r"""\b(?:value|alt|title)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def html_texts(markup: str) -> tuple[str, str]:
    """Return the text that is shown, in which tags inside a line join what they part, and all that is not.

    That is comments, styles, scripts, and the values of fields and pictures. Both take time in proportion to `markup`.
    """
    shown, unseen = _parted(markup)
    values = [first or second for tag in _TAG.findall(shown) for first, second in _VALUE.findall(tag)]
    text = unescape(_TAG.sub("\n", _INLINE_TAG.sub("", shown)))
    return text, "\n".join([*map(unescape, values), *unseen])


def _parted(markup: str) -> tuple[str, list[str]]:
    """Return `markup` without comments, styles and scripts, and these."""
    shown: list[str] = []
    unseen: list[str] = []
    at = 0
    while begin := _UNSEEN.search(markup, at):
        name = begin[1]
        end = (_ELEMENT_END[name.lower()] if name else _COMMENT_END).search(markup, begin.end() - 2 * (not name))
        shown.append(markup[at : begin.start()])
        at = end.end() if end else len(markup)
        unseen.append(markup[begin.end() : end.start() if end else at])
    return "".join([*shown, markup[at:]]), unseen
