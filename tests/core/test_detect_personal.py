"""What tells of a person: addresses, phones, dates, documents, secrets, national numbers. Numbers are made up."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from faker import Faker

from workstation.detect.classes import ALL
from workstation.detect.ownclass import OwnClass
from workstation.detect.scanner import Scanner
from workstation.detect.values import VALUES
from workstation.detect.vocabulary import VOCABULARY

SCAN = Scanner()


def masked(text: str, label: str = "") -> str:
    """Return `text` as a mask leaves it legible."""
    characters = list(text)
    for finding in SCAN(text, label):
        for start, end in finding.hidden:
            characters[start:end] = "█" * (end - start)
    return "".join(characters)


FOUND = (
    ("email", "write to ana.flores@example.com please", "write to a█████████@example.com please"),
    ("email", "mail: Ana.Flores+x@mail.example.co.uk.", "mail: A███████████@mail.example.co.uk."),
    ("email", "ana (at) example (dot) com", "a██ (at) example (dot) com"),
    (
        "email",
        "\uff41\uff4e\uff41\uff20\uff45\uff58\uff0e\uff43\uff4f\uff4d",
        "\uff41██\uff20\uff45\uff58\uff0e\uff43\uff4f\uff4d",
    ),
    ("phone", "call (415) 555-2671 now", "call █████████-2671 now"),
    ("phone", "415.555.2671", "███████.2671"),
    ("phone", "+44 7700 900123", "███████████0123"),
    ("phone", "phone 020 7946 0958", "phone ████████ 0958"),
    ("phone", "Celular: 11 98765-4321", "Celular: ████████-4321"),
    ("phone", "Rufnummer 030 1234567", "Rufnummer ███████4567"),
    ("date_of_birth", "DOB: 05/12/1980", "DOB: ██████1980"),
    ("date_of_birth", "born May 5, 1980", "born ███████1980"),
    ("date_of_birth", "fecha de nacimiento: 12 de mayo de 1980", "fecha de nacimiento: ██████████████1980"),
    ("date_of_birth", "Geburtsdatum 12.05.1980", "Geburtsdatum ██████1980"),
    ("date_of_birth", "née le 1980-05-12", "née le 1980██████"),
    ("date_of_birth", "kapanganakan: 05/12/80", "kapanganakan: ██████80"),
    ("ip_address", "from 10.0.12.255 today", "from 10.████████ today"),
    ("ip_address", "2001:db8::8a2e:370:7334", "2001:██████████████████"),
    ("password", "password: hunter2!x", "password: █████████"),
    ("password", "mi contraseña es S3creto.99", "mi contraseña es ██████████"),
    ("password", "senha: Xy12zz", "senha: ██████"),
    ("password", "contraseña temporal: Abc123!!", "contraseña temporal: ████████"),
    ("password", "Your PIN is 4821", "Your PIN is ████"),
    ("password", "A senha provisória do cliente é Verde.77x", "A senha provisória do cliente é █████████"),
    ("password", "mot de passe temporaire : Lune!42", "mot de passe temporaire : ███████"),
    ("password", "Le mot de passe, c'est Lune!42", "Le mot de passe, c'est ███████"),
    ("password", "reset her password to r1ver-Bend", "reset her password to ██████████"),
    ("password", "the password for the portal was r1ver-Bend", "the password for the portal was ██████████"),
    ("password", "neues Passwort Wald+Wiese9", "neues Passwort ███████████"),
    ("password", "r1ver-Bend! is my password", "███████████ is my password"),
    ("password", "Password | r1ver-Bend", "Password | ██████████"),
    ("one_time_code", "the code I got by text: OTP 4 8 2 9 1 3", "the code I got by text: OTP ███████████"),
    ("one_time_code", "le code reçu par SMS est 482913", "le code reçu par SMS est ██████"),
    ("one_time_code", "o código que recebi foi 482913", "o código que recebi foi ██████"),
    ("one_time_code", "OTP 4\u200b8\u200b2\u200b9\u200b1\u200b3", "OTP ███████████"),
    ("email", "ana\u200b.flores@exam\u00adple.com", "a██████████@exam\u00adple.com"),
    ("ca_sin", '"sin": "123 456 782"', '"sin": "███████ 782"'),
    ("in_pan", "PAN A B C P E 1 2 3 4 F", "PAN █████████████ 3 4 F"),
    ("phone", "reach her on 0170 1234567", "reach her on ████████4567"),
    ("phone", "meu celular é 11 98765-4321", "meu celular é ████████-4321"),
    ("password", "the temp password I gave her is r1ver-Bend", "the temp password I gave her is ██████████"),
    ("password", "Das Passwort wurde auf r1ver-Bend zurückgesetzt", "Das Passwort wurde auf ██████████ zurückgesetzt"),
    ("password", "Senha redefinida para r1ver-Bend", "Senha redefinida para ██████████"),
    ("one_time_code", "Token recebido por SMS: 482913", "Token recebido por SMS: ██████"),
    ("password", "user: mkelly pw: r1ver-Bend", "user: mkelly pw: ██████████"),
    ("one_time_code", "ich habe den Code 482913 bekommen", "ich habe den Code ██████ bekommen"),
    ("driver_licence", "Driver Lic: D1234567", "Driver Lic: ██████67"),
    ("passport", "Passport no. L 1 2 3 4 5 6 7", "Passport no. ███████████ 6 7"),
    ("one_time_code", "use code 482913 to verify", "use code ██████ to verify"),
    ("driver_licence", "DL: D123-4567-8901", "DL: ███████████901"),
    ("one_time_code", "Your verification code is 482913", "Your verification code is ██████"),
    ("one_time_code", "OTP: 482 913", "OTP: ███████"),
    ("one_time_code", "su código de verificación: 482913", "su código de verificación: ██████"),
    ("medical_record_number", "MRN: 00123456", "MRN: ██████56"),
    ("medical_record_number", "Patient ID A-123456", "Patient ID ██████56"),
    ("driver_licence", "driver's license D1234567", "driver's license ██████67"),
    ("driver_licence", "CNH 12345678900", "CNH ████████900"),
    ("passport", "passport no. C01234567", "passport no. ██████567"),
    ("passport", "Reisepass: C01X00T47", "Reisepass: ██████T47"),
    (
        "passport",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "█" * 89,
    ),
    ("uk_nhs", "NHS number 943 476 5919", "NHS number █████████919"),
    ("uk_nino", "AB123456C", "██████56C"),
    ("uk_nino", "national insurance number ab 12 34 56 c", "national insurance number ████████ 56 c"),
    ("ca_sin", "SIN 123 456 782", "SIN ███████ 782"),
    ("au_tfn", "TFN 123 456 782", "TFN ███████ 782"),
    ("in_aadhaar", "Aadhaar 2341 2341 2346", "Aadhaar ███████████346"),
    ("in_pan", "ABCPE1234F", "███████34F"),
    ("br_cpf", "529.982.247-25", "██████████7-25"),
    ("br_cpf", "CPF 52998224725", "CPF ████████725"),
    ("br_cnpj", "11.222.333/0001-81", "██████████████1-81"),
    ("es_dni_nie", "DNI 12345678Z", "DNI ██████78Z"),
    ("es_dni_nie", "nie: x-1234567-l", "nie: ███████67-l"),
    ("de_steuer_id", "Steuer-ID 36 574 261 809", "Steuer-ID ██████████ 809"),
    ("fr_nir", "1 85 05 78 006 084 91", "█████████████████4 91"),
    ("ph_sss", "SSS no. 34-1234567-8", "SSS no. ████████67-8"),
    ("mx_curp", "HEGG560427MVZRRL04", "███████████████L04"),
)
LEFT_ALONE = (
    "password updated 10/26/2026 10:30",
    "Password reset: https://example.com/r/abc123",
    "Passwort wurde auf Wunsch geändert",
    "DOB missing, the next appointment is on 05/12/2026",
    "One-time code sent at 02/03/2026 11:23",
    "card_masked=************5035\n2026-07-15T19:37:53",
    "Il a oublié son mot de passe et souhaite le changer.\nLa commande SO3887332 est incomplète.",
    "00:01:20 CUSTOMER\nSWIFT transfer fees depend on the bank",
    "Agent: When does your contract expire?\nCaller: 12/26",
    "Agent: What's your zip code?\nCaller: 62704",
    "the password is case-sensitive",
    "write to @ana.flores there",
    "the code of the door was changed at 1030",
    "Passport expired on 2026-08-09",
    "password: (not set)",
    "the IMEI of the phone is 356938035643809",
    "Ang serial number ng cellphone ay 8723641923",
    '"appVersion": "23.15.0.38"',
    "crm.api[4919] cvv=(not set)",
    "One-time code sent at 20260626-110009.",
    "Social Security Number: ***-**-1343",
    *("joe@localhost", "@handle", "a@b", "order 415-555-2671", "version 4.3.9.1", "v1.2.3.4", "firmware: 10.1.2.3"),
    *("22:34:53", "10:11:12:13:14:15", "std::vector", "seen 05/12/2024", "Birthday party at 3 pm", "2024-05-12"),
    *("Password is required", "password: ********", "password reset sent", "the code is on page 48", "code 4829"),
    *("license plate 7ABC123", "passport expired", "chart 12", "943476 5919 1", "NHS number 943 476 5918", "AB123456E"),
    *("it is a sin 123 456 782", "TFN 123 456 789", "Aadhaar 2341 2341 2347", "ABCDE1234F", "529.982.247-26"),
    *("11.222.333/0001-82", "DNI 12345678A", "12345678A", "Steuer-ID 36 574 261 890", "HEGG560427MVZRRL05"),
    *("IMEI 490154203237518", "UUID 550e8400-e29b-41d4-a716-446655440000", "tracking 9400111899223818218407"),
    *("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "1Z999AA10123456784"),
    *("2026-11-22 10:11:12.345678", "1732269072123456", "$1,234,567.89", "ISBN 978-3-16-148410-0", "ext. 4455"),
    *(
        "case 2024-0012345",
        "Ticket CS-41994",
        "SLA 73%",
        "open 9-5",
        "0x4111111111111111",
        "call 911",
        "pin code 560001",
        "use code SAVE20",
        "dl 12345",
        "pages 100-2000",
    ),
)


@pytest.mark.parametrize(("data_class", "text", "legible"), FOUND)
def test_what_tells_of_a_person_is_found_and_masked(data_class: str, text: str, legible: str) -> None:
    assert [finding.data_class for finding in SCAN(text, "")] == [data_class]
    assert masked(text) == legible


@pytest.mark.parametrize(("data_class", "text", "legible"), FOUND)
def test_a_scanner_for_one_class_finds_it_alike(data_class: str, text: str, legible: str) -> None:
    assert Scanner([data_class])(text, "") == SCAN(text, "")
    assert masked(f"Notes of the call.\n{text}\nNothing else was said.").split("\n")[1:-1] == legible.split("\n")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert SCAN(text, "") == ()


@pytest.mark.parametrize(
    ("label", "text", "legible"),
    [
        ("Password", "correct horse", "█████████████"),
        ("Verification code", "4829", "████"),
        ("2FA code", "482913", "██████"),
        ("Date of birth", "05/12/1980", "██████1980"),
        ("Phone", "5552671", "███2671"),
        ("Account number", "12345678", "████5678"),
        ("Passport no.", "X1234567", "██████67"),
    ],
)
def test_a_label_tells_what_stands_under_it(label: str, text: str, legible: str) -> None:
    assert masked(text, label) == legible


def test_every_class_has_words_or_a_form() -> None:
    assert set(VOCABULARY) - {"other"} <= set(ALL)
    assert {value.data_class for value in VALUES} | {"card_number", "track_data", "iban", "email", "ip_address"} == set(
        ALL
    )


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "es_ES", "pt_BR", "fr_FR", "de_DE"])
def test_made_up_mail_addresses_and_birth_dates_are_found(locale: str) -> None:
    fake = Faker(locale)
    fake.seed_instance(3)
    for _ in range(50):
        assert [one.data_class for one in SCAN(f"name {fake.ascii_email()}, born {fake.date()}", "")] == [
            "email",
            "date_of_birth",
        ]


def test_a_class_of_the_policys_own_is_found_beside_its_words_or_anywhere() -> None:
    import re  # noqa: PLC0415 - only this test makes patterns

    anywhere = OwnClass(data_class="member", pattern=re.compile("MB-[0-9]{6}"), last=2)
    told = OwnClass(data_class="badge", pattern=re.compile("[0-9]{5}"), words=("agent badge",))
    scan = Scanner([], [anywhere, told])
    text = "MB-123456, agent badge no. 54321, room 12345"
    assert [(text[one.start : one.end], one.data_class, one.hidden) for one in scan(text, "")] == [
        ("MB-123456", "member", ((0, 7),)),
        ("54321", "badge", ((27, 32),)),
    ]
