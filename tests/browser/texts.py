"""Texts that hypothesis makes of what is near to values: telling words, captions, digits, signs, rare characters."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import strategies as st

from tests.detection.kinds import KINDS
from workstation.detect.classes import ALL
from workstation.detect.vocabulary import FILLERS, VOCABULARY

PHRASES = sorted({phrase.strip(" \n?!") for words in VOCABULARY.values() for phrase in words.split(",")})
CAPTIONS = (
    *("Password", "userPassword", "CVV", "Card number", "SSN", "Name", "SWIFT", "email", "Contraseña", "Paßwort"),
    *("What is your pin?", "Can you tell me your password?", "¿Cuál es su contraseña?", "Please confirm your SSN."),
)
LABELS = (
    *("", "", "", "card number", "CVV", "SSN", "Contraseña", "IBAN", "phone", "userPassword", "security code", "dob"),
    *("Numéro de sécurité sociale", "PASSWORD", "# card", "case no", "\U0001d402\U0001d415\U0001d415", "p\u00edn"),
)
DIVIDERS = (" ", " ", " ", "", "\n", ": ", "-", "  ", "\t", "|", ", ", ". ", "=", "?\n", '"', "/")
ODD = (
    *"\u00a0\u200b\u200d\ufeff\u00ad\u2013\u202f\u0663\u096a\uff10\uff21\uff43\u00e9\u00f1\u00df\u00aa\u00ba\u00b2",
    *"\u0130\u0131\u017f\u01c5\u4e2d\u0436\x1c\x85\u2028\u0301",
    *("\U0001f600", "\U0001d7ce", "\U0001d7d7", "\U0001d402", "\U00010400", "\U0001e950", "\U0001f170", "\U000e0100"),
)
PIECES = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(sorted(FILLERS)),
    st.sampled_from(CAPTIONS),
    st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.builds(KINDS[kind][1], st.randoms(use_true_random=False))),
    st.text("0123456789 -./", max_size=24),
    st.text(st.sampled_from("0123456789abcxyzABC.:;@#*_+%^<>()[]{}'\"!?"), max_size=12),
    st.lists(st.sampled_from(ODD), max_size=3).map("".join),
    st.text(max_size=6),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(DIVIDERS)), max_size=12).map(
    lambda parts: "".join(piece + divider for piece, divider in parts)
)
ASKED = st.one_of(st.just(ALL), st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True).map(tuple))
