"""The words around the values: one file a language in phrases/."""

# SPDX-License-Identifier: Apache-2.0

from functools import cache
from pathlib import Path

import msgspec

HERE = Path(__file__).parent / "phrases"
LANGUAGES = ("en", "es", "pt", "fr", "de", "fil")
Table = dict[str, tuple[str, ...]]


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said and written in one language, by class or by kind of look-alike."""

    answers: tuple[str, ...]
    agent: str
    customer: str
    plain: tuple[str, ...]
    subjects: tuple[str, ...]
    caption: Table
    sentence: Table
    question: Table
    decoy_caption: Table
    decoy_sentence: Table
    key: Table = {}
    decoy_key: Table = {}


@cache
def phrases(language: str) -> Phrases:
    """Return the phrases of `language`."""
    return msgspec.toml.decode((HERE / f"{language}.toml").read_bytes(), type=Phrases)
