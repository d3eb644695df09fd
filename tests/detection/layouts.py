"""How a call center's screens set out what they show; each layout writes until the text is long enough."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from tests.detection.kinds import kind_of
from tests.detection.labelled import Text
from tests.detection.tables import table
from tests.detection.writer import Writer

Layout = Callable[[Writer, int], Text]


def note(writer: Writer, size: int) -> Text:
    """Write an agent's notes."""
    while writer.length < size:
        _say(writer)
        writer.write(writer.random.choice((" ", " ", "\n")))
    return writer.done("note")


def chat(writer: Writer, size: int) -> Text:
    """Write a chat: what is asked in one line is answered in the next."""
    minute = writer.random.randrange(600, 1000)
    while writer.length < size:
        lines = _exchange(writer)
        for who, line, source in lines:
            minute += writer.random.randrange(2)
            writer.write(f"[{minute // 60:02}:{minute % 60:02}] {who}: ")
            writer.write(f"{line}\n", source)
    return writer.done("chat")


def transcript(writer: Writer, size: int) -> Text:
    """Write what was heard on a call."""
    second = 4
    while writer.length < size:
        for who, line, source in _exchange(writer):
            second += writer.random.randrange(3, 20)
            writer.write(f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02} {who.upper()}\n")
            writer.write(f"{line}\n\n", source)
    return writer.done("transcript")


def form(writer: Writer, size: int) -> Text:
    """Write the dump of a form: captions and values."""
    between = writer.random.choice((": ", ": ", ":\t", "\t", "\n", " | ", " = ", ":  "))
    writer.write(f"{writer.random.choice(writer.phrases.subjects)}\n")
    while writer.length < size:
        caption, slot = _field(writer)
        template = writer.disguising(f"{caption}{between}{{{slot}}}")
        writer.write(f"{template}\n", f"form {template!r}")
        if writer.random.random() < 0.3:
            writer.write("{=name}\n" if between == "\n" else f"{_note_caption(writer)}{between}{{=name}}\n")
    return writer.done("form")


def ticket(writer: Writer, size: int) -> Text:
    """Write a ticket: its head, what happened, who wrote it."""
    subject = writer.random.choice(writer.phrases.subjects)
    writer.write(f"#{{~extension}} {subject}\nPriority: {writer.random.randint(1, 4)}\nCreated: {{~stamp}}\n\n")
    while writer.length < size - 100:
        writer.write("- ")
        _say(writer)
        writer.write("\n")
    writer.write("\n-- \n{=name}, {=company}\nTel. {phone_e164} | {email}\n")
    return writer.done("ticket")


def letter(writer: Writer, size: int) -> Text:
    """Write an email with its head and signature."""
    writer.write("From: {=name} <{email}>\nTo: {=name} <{email}>\nDate: {~stamp}\n")
    writer.write(f"Subject: {writer.random.choice(writer.phrases.subjects)} {{~case}}\n\n")
    while writer.length < size - 80:
        _say(writer)
        writer.write(writer.random.choice((" ", "\n\n")))
    writer.write("\n\n{=name}\n{=company}\nTel. {phone_e164}\n")
    return writer.done("letter")


def log(writer: Writer, size: int) -> Text:
    """Write lines of a program's log."""
    while writer.length < size:
        level = writer.random.choice(("INFO", "WARN", "DEBUG", "ERROR"))
        writer.write(f"{{~stamp}} {level} crm.api[{writer.random.randrange(9999)}]")
        for key, slot in _keys(writer, writer.random.randrange(2, 6)):
            writer.write(f" {key}={{{slot}}}", f"log {key}={{{slot}}}")
        writer.write("\n")
    return writer.done("log")


def dump(writer: Writer, size: int) -> Text:
    """Write objects as JSON."""
    writer.write("[")
    while writer.length < size:
        pairs = [f'"{key}": "{{{slot}}}"' for key, slot in _keys(writer, 7)]
        writer.write("{\n")
        for at, pair in enumerate(pairs):
            writer.write(f"  {pair}{',' if at < len(pairs) - 1 else ''}\n", f"json {pair}")
        writer.write("},\n")
    writer.write("{}]")
    return writer.done("json")


def _say(writer: Writer) -> None:
    random, said = writer.random, writer.phrases
    template = random.choice(said.plain)
    chance = random.random()
    if chance < 0.4:
        template = writer.disguising(random.choice(random.choice(tuple(said.sentence.values()))))
    elif chance < 0.7:
        template = random.choice(random.choice(tuple(said.decoy_sentence.values())))
    writer.write(template)


def _exchange(writer: Writer) -> tuple[tuple[str, str, str], ...]:
    random, said = writer.random, writer.phrases
    chance = random.random()
    if chance < 0.5:
        data_class = random.choice(tuple(said.question))
        question = random.choice(said.question[data_class])
        slot = f"{{{kind_of(data_class, writer.language, question)}}}"
        answer = writer.disguising(random.choice(said.answers).replace("{v}", slot))
        return (said.agent, question, ""), (said.customer, answer, f"{question} / {answer}")
    who = random.choice((said.agent, said.customer))
    if chance < 0.75:
        return ((who, random.choice(random.choice(tuple(said.decoy_sentence.values()))), ""),)
    return ((who, random.choice(said.plain), ""),)


def _field(writer: Writer) -> tuple[str, str]:
    random, said = writer.random, writer.phrases
    if random.random() < 0.4:
        kind = random.choice(tuple(said.decoy_caption))
        return random.choice(said.decoy_caption[kind]), f"~{kind}"
    data_class = random.choice(tuple(said.caption))
    caption = random.choice(said.caption[data_class])
    return caption, kind_of(data_class, writer.language, caption)


def _note_caption(writer: Writer) -> str:
    return writer.random.choice(("Name", "Contact", "Agent"))


def _keys(writer: Writer, count: int) -> list[tuple[str, str]]:
    random, said = writer.random, writer.phrases
    values, decoys = tuple(said.key), tuple(said.decoy_key)
    chosen = random.sample([(name, False) for name in values] + [(name, True) for name in decoys] * 2, count)
    pairs = {name: (random.choice((said.decoy_key if decoy else said.key)[name]), decoy) for name, decoy in chosen}
    return [(key, f"~{name}" if decoy else name) for name, (key, decoy) in pairs.items()]


ENGLISH_ONLY: tuple[Layout, ...] = (log, dump)
LAYOUTS: tuple[Layout, ...] = (note, note, chat, transcript, form, form, table, ticket, letter)
