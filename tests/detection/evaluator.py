"""The sentences of presidio-evaluator's data set (its templates are in the package), filled by Faker as it does."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from faker import Faker

from tests.detection.labelled import Span, Text, slice_of

TEMPLATES = "lib/python*/site-packages/presidio_evaluator/data_generator/raw_data/templates.txt"
SLOT = re.compile(r"\{\{(\w+)\}\}")
CLASSES = {
    "credit_card_number": "card_number",
    "iban": "iban",
    "email": "email",
    "phone_number": "phone",
    "ip_address": "ip_address",
    "ssn": "us_ssn",
    "date_of_birth": "date_of_birth",
    "us_driver_license": "driver_licence",
}
Fill = Callable[[Faker, Random], object]
FILLS: dict[str, Fill] = {
    "ip_address": lambda faker, random: faker.ipv4() if random.random() < 0.5 else faker.ipv6(),
    "us_driver_license": lambda _, random: f"{random.choice('ABCDKW')}{random.randrange(10**7):07}",
    "date_of_birth": lambda faker, random: faker.date_of_birth().strftime(random.choice(("%Y-%m-%d", "%m/%d/%Y"))),
    "age": lambda _, random: random.randint(18, 90),
    "person": lambda faker, _: faker.name(),
    "organization": lambda faker, _: faker.company(),
    "nationality": lambda _, random: random.choice(("Filipino", "Spanish", "German")),
    "nation_plural": lambda _, random: random.choice(("Filipinos", "Spaniards", "Germans")),
    "nation_woman": lambda _, random: random.choice(("Filipina", "Spanish woman", "German woman")),
}


def sentences(venv: Path, seed: int, times: int) -> Iterator[Text]:
    """Yield every template of the package installed in `venv`, filled `times` times."""
    found = next(iter(venv.glob(TEMPLATES)))
    templates = [line.strip() for line in found.read_text(encoding="utf-8", errors="replace").splitlines()]
    random, faker = Random(seed), Faker("en_US")
    faker.seed_instance(seed)
    for template in templates * times:
        if template:
            yield _filled(template.replace("\\n", "\n"), faker, random)


def _filled(template: str, faker: Faker, random: Random) -> Text:
    made, at, spans = "", 0, []
    for slot in SLOT.finditer(template):
        name = slot[1]
        made += template[at : slot.start()]
        value = str(FILLS[name](faker, random) if name in FILLS else getattr(faker, name)())
        if data_class := CLASSES.get(name):
            frame = (len(made), len(made) + len(value))
            spans.append(
                Span(
                    start=frame[0],
                    end=frame[1],
                    data_class=data_class,
                    kind=name,
                    slice=slice_of(data_class),
                    template=template,
                    frame=frame,
                )
            )
        made += value
        at = slot.end()
    return Text(text=made + template[at:], layout="evaluator", language="en", spans=tuple(spans))
