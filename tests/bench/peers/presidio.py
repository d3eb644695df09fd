"""Presidio's pattern recognizers for our classes, without a language model (`none`) or on a blank one (`blank`)."""

# SPDX-License-Identifier: Apache-2.0

import logging
import sys
from collections.abc import Iterable

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer import predefined_recognizers as shipped
from presidio_analyzer.nlp_engine import NoOpNlpEngine, SpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc

from tests.bench.peers.timing import Found, apart, asked_classes, serve

THRESHOLD = 0.4
RECOGNIZERS = {
    "CreditCardRecognizer": "card_number",
    "IbanRecognizer": "iban",
    "EmailRecognizer": "email",
    "IpRecognizer": "ip_address",
    "PhoneRecognizer": "phone",
    "UsSsnRecognizer": "us_ssn",
    "UsItinRecognizer": "us_itin",
    "UsBankRecognizer": "bank_account",
    "AbaRoutingRecognizer": "us_routing",
    "UsLicenseRecognizer": "driver_licence",
    "UsPassportRecognizer": "passport",
    "NhsRecognizer": "uk_nhs",
    "UkNinoRecognizer": "uk_nino",
    "CaSinRecognizer": "ca_sin",
    "AuTfnRecognizer": "au_tfn",
    "InAadhaarRecognizer": "in_aadhaar",
    "InPanRecognizer": "in_pan",
    "EsNifRecognizer": "es_dni_nie",
    "EsNieRecognizer": "es_dni_nie",
    "DeTaxIdRecognizer": "de_steuer_id",
}


@Language.component("words_as_lemmas")
def words_as_lemmas(doc: Doc) -> Doc:
    """Let each word be its own lemma, so that Presidio's context words find themselves in the text."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class BlankEngine(SpacyNlpEngine):
    """Splits words and knows nothing else about them."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}
        self.nlp["en"].add_pipe("words_as_lemmas")


logging.disable(logging.WARNING)
classes: dict[str, str] = {}
registry = RecognizerRegistry(supported_languages=["en"])
asked = asked_classes(RECOGNIZERS.values())
for name in (name for name, data_class in RECOGNIZERS.items() if data_class in asked):
    recognizer = getattr(shipped, name)(supported_language="en")
    registry.add_recognizer(recognizer)
    classes.update(dict.fromkeys(recognizer.supported_entities, RECOGNIZERS[name]))
nlp = BlankEngine() if sys.argv[3] == "blank" else NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}])
nlp.is_loaded() or nlp.load()
analyzer = AnalyzerEngine(
    registry=registry, nlp_engine=nlp, supported_languages=["en"], default_score_threshold=THRESHOLD
)
entities = list(classes)


def _scan(text: str) -> list[RecognizerResult]:
    return analyzer.analyze(text, "en", entities=entities)


def _told(_: str, results: list[RecognizerResult]) -> Iterable[Found]:
    return apart((classes[each.entity_type], each.start, each.end, each.score) for each in results)


serve(_scan, _told, asked)
