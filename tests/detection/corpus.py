"""Texts of about a kilobyte, the same for the same seed."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from random import Random

from tests.detection.kinds import kind_of
from tests.detection.labelled import Text
from tests.detection.layouts import ENGLISH_ONLY, LAYOUTS
from tests.detection.phrases import LANGUAGES
from tests.detection.writer import Writer

SIZE = 1000
EVADE = 0.3


def corpus(seed: int, count: int) -> Iterator[Text]:
    """Yield `count` texts of about 1 KB; half of them are English."""
    random = Random(seed)
    for _ in range(count):
        language = random.choice(("en",) * (len(LANGUAGES) - 1) + LANGUAGES[1:])
        layout = random.choice((*LAYOUTS, *ENGLISH_ONLY) if language == "en" else LAYOUTS)
        yield layout(Writer(random, language, EVADE), SIZE)


def fields(seed: int, count: int) -> Iterator[Text]:
    """Yield `count` values of single fields, whose captions are known apart from the text."""
    random = Random(seed)
    for _ in range(count):
        writer = Writer(random, random.choice(("en", *LANGUAGES)), 0)
        said = writer.phrases
        if random.random() < 0.3:
            kind = random.choice(tuple(said.decoy_caption))
            caption, slot = random.choice(said.decoy_caption[kind]), f"~{kind}"
        else:
            data_class = random.choice(tuple(said.caption))
            caption = random.choice(said.caption[data_class])
            slot = kind_of(data_class, writer.language, caption)
        writer.write(f"{{{slot}}}", f"field {caption!r} {{{slot}}}")
        yield writer.done("field", caption)
