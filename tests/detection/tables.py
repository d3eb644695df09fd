"""Tables: the head of a column says what stands in it, however many rows below."""

# SPDX-License-Identifier: Apache-2.0

from tests.detection.kinds import kind_of
from tests.detection.labelled import Text
from tests.detection.writer import Writer

Column = tuple[str, str]  # caption, slot


def table(writer: Writer, size: int) -> Text:
    """Write a table of orders or customers, with one way of setting columns apart."""
    apart = writer.random.choice(("\t", "\t", " | ", ";", "  "))
    columns = _columns(writer)
    writer.random.shuffle(columns)
    writer.write(apart.join(caption.ljust(_width(apart)) for caption, _ in columns).rstrip() + "\n")
    while writer.length < size:
        for at, (caption, slot) in enumerate(columns):
            began = writer.length
            writer.write(f"{{{slot}}}", f"table {apart!r} {caption}: {{{slot}}}")
            if at < len(columns) - 1:
                writer.write(" " * (_width(apart) - (writer.length - began)) + apart)
        writer.write("\n")
    return writer.done("table")


def _width(apart: str) -> int:
    """Return how wide a column is set, where spaces alone set it apart."""
    return 24 if apart == "  " else 0


def _columns(writer: Writer) -> list[Column]:
    random, said = writer.random, writer.phrases
    columns = [(random.choice(("Name", "Customer")), "=name")]
    columns += [
        (random.choice(said.decoy_caption[kind]), f"~{kind}") for kind in random.sample(tuple(said.decoy_caption), 2)
    ]
    for data_class in random.sample(sorted(set(said.caption) - {"track_data"}), 2):
        caption = random.choice(said.caption[data_class])
        columns.append((caption, kind_of(data_class, writer.language, caption)))
    return columns
