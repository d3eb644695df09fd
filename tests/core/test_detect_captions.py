"""Values that are named from further off: by the head of their column, by the question before them."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.detect.captions import captioned
from workstation.detect.scanner import Scanner


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.data_class, text[finding.start : finding.end]) for finding in Scanner()(text, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Order | CVV | Name\n123456 | 347 | Ann\n123457 | 912 | Bob",
        "Order\tCVV\tName\n123456\t347\tAnn\n123457\t912\tBob\n",
        "Order,CVV,Name\n123456,347,Ann\n123457,912,Bob",
        "Order;CVV;Name\n123456;347;Ann\n123457;912;Bob\n\nTotal;1",
        "Order    CVV   Name\n123456   347   Ann\n123457   912   Bob",
        "   Order    CVV   Name\n   123456   347   Ann\n   123457   912   Bob",
        "Order | CVV2 | Name\n123456 | 347 | Ann\n123457 | 912 | Bob",
    ],
)
def test_the_head_of_a_column_names_all_its_cells(text: str) -> None:
    assert found(text) == [("card_verification", "347"), ("card_verification", "912")]


@pytest.mark.parametrize(
    "text",
    [
        "Order | Quantity | Name\n123456 | 347 | Ann",
        "CVV | Order\n\n123 | 456",
        "CVV | Order\n123 | 456 | 789",
        "CVV  Order\nsee 123 456",
    ],
)
def test_another_head_or_a_line_of_another_shape_names_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Agent: What is the CVV?\nCustomer: Sure, 705.",
        "[10:31] Agent: What is the CVV?\n[10:32] Customer: It is 705, thanks",
        "00:02:07 AGENT\nWhat is the CVV?\n\n00:02:11 CUSTOMER\n705",
        "Thank you. And the security code?\n> 705",
        "Agent: Please read me the CVV.\nCustomer: Okay, 7-0-5",
        "Agent: Und die Prüfziffer auf der Rückseite der Karte?\nKunde: Ja, 705, danke",
        "Agente: Dígame el código de seguridad, por favor.\nCliente: Sí, 705",
    ],
)
def test_a_question_names_what_the_answer_holds(text: str) -> None:
    assert found(text) == [("card_verification", text[text.rindex("7") : text.rindex("5") + 1])]


def test_of_an_answer_only_the_password_is_hidden() -> None:
    assert found("Agent: What is your password?\nCustomer: let me see... r1ver-Bend, thanks") == [
        ("password", "r1ver-Bend")
    ]
    assert found("Agent: Forgot the password?\nCustomer: yes I did") == []


def test_a_form_with_a_caption_in_every_line_is_no_table() -> None:
    assert found("Passwort | r1ver$Bend\nBestellung | Ausstehend") == [("password", "r1ver$Bend")]
    assert found("Password: | none\nContact: | Susan Edwards\nItem: | TV-6641-XL") == []


def test_only_the_next_turn_is_the_answer() -> None:
    assert found("Agent: What is the CVV?\nCustomer: One moment.\nAgent: Your room is 705.") == []
    assert found("Agent: Which room?\nCustomer: 705") == []


@given(st.text(st.sampled_from("a1 |\t;?\n:"), max_size=80))
def test_every_part_lies_inside_the_text_and_is_one_line(text: str) -> None:
    for part in captioned(text, lambda caption: caption):
        assert 0 <= part.start <= part.end <= len(text)
        assert "\n" not in text[part.start : part.end]
