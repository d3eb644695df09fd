"""Which labels promise sensitive data."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.detect.classes import ALL
from workstation.detect.labels import label_class, watched_label_class

PROMISES = {
    "card_number": (
        "Card number",
        "CARD NUMBER *",
        "Card #",
        "Card no.",
        "cardNumber",
        "cardnumber",
        "txtCardNo",
        "card_num",
        "cc-number",
        "CC#",
        "Credit card",
        "Credit/debit card",
        "Number on your card",
        "Enter the 16 digits of your card",
        "PAN",
        "Primary account number",
        "Número de tarjeta",
        "Nº de tarjeta",
        "Número de la tarjeta de crédito",
        "Tarjeta de débito",
    ),
    "card_verification": (
        "CVV",
        "CVV2/CVC2",
        "cc-csc",
        "CID",
        "Security code",
        "Card security code",
        "Card verification value",
        "CCV",
        "cardcvv",
        "cardCvv",
        "securitycode",
        "3 digits on back",
        "Código de seguridad",
        "Código de verificación de la tarjeta",
    ),
    "us_ssn": (
        "SSN",
        "ssn_input",
        "Social security no.",
        "Social Security Number",
        "Soc. Sec. #",
        "SS#",
        "Número de Seguro Social",
    ),
    "card_expiry": (
        "Card expiry",
        "cc-exp",
        "Fecha de caducidad",
        "Expiration date (MM/YY)",
        "Valid thru",
        "Vencimiento",
        "Validade",
        "Gültig bis",
    ),
    "bank_account": (
        "Account number",
        "Acct no.",
        "accountNumber",
        "Beneficiary account #",
        "Número de cuenta",
        "Número da conta",
        "Numéro de compte",
        "Kontonummer",
    ),
    "us_routing": ("Routing number", "ABA / routing no.", "routingNumber"),
    "iban": ("IBAN", "Customer IBAN"),
    "swift_bic": ("SWIFT / BIC", "BIC code"),
    "one_time_code": ("Verification code", "One-time code", "OTP", "Einmalcode"),
    "phone": ("Phone", "Mobile number", "Teléfono", "Rufnummer"),
    "email": ("Email", "E-mail address", "Correo electrónico"),
    "date_of_birth": ("Date of birth", "DOB", "birthDate", "Fecha de nacimiento", "Geburtsdatum", "Date de naissance"),
    "passport": ("Passport no.", "Reisepassnummer", "Pasaporte"),
    "driver_licence": ("Driver's license number", "Driving licence no.", "Permis de conduire"),
    "medical_record_number": ("MRN", "Medical record number", "Patient ID"),
    "password": ("Password", "Contraseña", "Passwort", "Mot de passe", "Senha"),
    "ip_address": ("IP address",),
    "uk_nhs": ("NHS number",),
    "in_aadhaar": ("Aadhaar number",),
    "br_cpf": ("CPF",),
    "mx_curp": ("CURP",),
    "us_itin": ("ITIN",),
    "us_ein": ("EIN", "Employer identification number (EIN)"),
}
NOTHING = (
    "",
    "   ",
    "***",
    "Card type",
    "Name on card",
    "Cardholder name",
    "cc-name",
    "cc-type",
    "Tipo de tarjeta",
    "Titular de la tarjeta",
    "Order number",
    "Account",
    "Account name",
    "Account type",
    "Offer expires",
    "SIM card number",
    "Loyalty card number",
    "Credit card limit",
    "Social security office",
    "Last 4 of SSN",
    "Last four digits of card",
    "Card ending in",
    "Customer CID",
    "Discard number",
    "Company",
    "Notes",
)


@pytest.mark.parametrize(
    ("label", "data_class"), [(label, data_class) for data_class, labels in PROMISES.items() for label in labels]
)
def test_a_label_that_promises_sensitive_data_tells_its_class(label: str, data_class: str) -> None:
    assert label_class(label) == data_class


@pytest.mark.parametrize("label", NOTHING)
def test_other_labels_promise_nothing(label: str) -> None:
    assert label_class(label) is None


@given(label=st.text())
def test_no_label_makes_it_raise(label: str) -> None:
    assert label_class(label) in {None, *ALL}


def test_a_label_of_a_class_that_nobody_asks_for_promises_nothing() -> None:
    assert watched_label_class("Account number", {"bank_account", "iban"}) == "bank_account"
    assert watched_label_class("Account number", {"card_number"}) is None
