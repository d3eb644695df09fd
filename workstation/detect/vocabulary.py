"""The words that tell a class, beside a value and in a field's caption, in six languages.

English, Spanish, Portuguese, French, German, Filipino. Data only: one table for text, captions, and what is generated.

Phrases stand between commas, in lower case without accents. "?" marks a phrase that alone says little, "!" one that a
word for "number" or "code" has to follow; a phrase in capitals counts in capitals only.
"""

# SPDX-License-Identifier: Apache-2.0

OTHER = "other"
"""Not a class: numbers that are none of ours."""

VOCABULARY: dict[str, str] = {
    "card_number": """card, cards, cardholder, paycard, credit, debit, visa, mastercard, master card, amex,
        american express, discover, diners, maestro, unionpay, union pay, jcb, primary account, pan, cc, card
        on file, ccnum, ccno, cardno, cardnum, cardnumber, creditcard, creditcardnumber, creditcardno,
        tarjeta, credito, debito, cartao, carte bancaire, carte, carte bleue, karte, kreditkarte,
        kreditkartennummer, kartennummer, kartennr, debitkarte, kard""",
    "card_verification": """cvv, ccv, cvc, cvn, cvd, cav, csc, CID, cardcvv, cccsc, cccvv, security!, card
        security!, securitycode, card verification, card code, card id!, verification value, security value,
        back of the card!, code on the back, code on back, three on the back, digits on the back, digits on
        back, digits from the back, digits on the front, numbers on the back, codigo de seguridad, codigo de
        seguranca, codigo de verificacion, codigo verificador, codigo verificacion, cryptogramme, cryptogramme
        visuel, code de securite, code de verification, kartenprufnummer, prufziffer, prufnummer,
        kartenprufziffer, sicherheitscode, sicherheitsnummer, security kowd""",
    "card_expiry": """exp?, expiry, expires, expiring, expiration, expire, expdate, expirydate, expirationdate,
        valid thru, valid till, valid until, valid through, good thru, goodthru, validthru, card exp, cc exp,
        ccexp, cardexp, cardexpiry, vence?, vencimiento, vto?, caducidad, caduca, expira, validade,
        vencimento, valida ate, valido hasta, valida hasta, validez, expiracion, expiracao, expire fin,
        expiration fin, date de validite, validite, gultig bis, gueltig bis, ablaufdatum, ablauf,
        verfallsdatum, verfall, gultigkeit, petsa ng expiration, mag expire, mawawalan ng bisa""",
    "us_ssn": """social security, social sec, soc sec, soc security, ssn, ss?, social?, last four of social,
        seguro social, numero de seguro social, socialsecurity, socialsecuritynumber, socialsecurityno, ssnno""",
    "us_itin": """itin, ssn, social security, individual taxpayer, individual taxpayer identification, individual
        tax, taxpayer id, taxpayer identification, tax identification, tax id, w 7""",
    "us_ein": """ein, fein, employer identification, employer id, employer tax, federal tax id, federal tax,
        federal employer, business tax id, tax id, taxpayer id, tax identification, company tax, irs""",
    "iban": "iban, ibans, iban code, international bank account",
    "us_routing": """routing, aba, rtn, routingno, routingnumber, transit, bank transit, abarouting, aba routing,
        routing transit, numero de ruta, ruta bancaria, numero de roteamento""",
    "bank_account": """account?, acct?, acc?, a c?, accountnumber, accountno, acctno, acctnum, acctnumber, bank
        account, bankaccount, checking, checking account, savings account, chequing account, current account,
        deposit account, beneficiary account, direct deposit, cuenta?, cuenta bancaria, cuenta corriente,
        cuenta de ahorros, numero de cuenta, nro de cuenta, conta?, conta corrente, conta bancaria, conta
        poupanca, numero da conta, compte?, compte bancaire, numero de compte, no de compte, konto?,
        kontonummer, kontonr, bankkonto, bankverbindung, bank account ko""",
    "swift_bic": """swift, bic, swiftcode, swift bic, bic swift, biccode, codigo swift, code swift, code bic,
        bank identifier, bank identifier code""",
    OTHER: """order, orders, ordernumber, orderno, tracking, track, trackingnumber, trackingno, case, caseno,
        casenumber, ticket, ticketno, ticketnumber, incident, invoice, invoiceno, ref, reference, refno, imei,
        iccid, sim, simcard, serial, serialno, zip, zipcode, postal, postcode, isbn, sku, upc, ean, gtin,
        shipment, booking, confirmation, transaction, transactionid, txn, trace, batch, lot, policy, claim,
        quote, po, purchase order, part, model, version, build, commit, session, request, employee, badge,
        extension, ext, room, seat, flight, coupon, voucher, gift, loyalty, member, membership, customer id,
        customerid, pedido, factura, caso, rastreo, envio, referencia, guia, folio, protocolo, rastreio, nota
        fiscal, encomenda, commande, facture, dossier, suivi, colis, bestellung, bestellnummer, auftrag,
        auftragsnummer, rechnung, rechnungsnummer, sendung, sendungsnummer, kundennummer, vorgang,
        vorgangsnummer, resibo, phone, tel, telephone, mobile, cell, cellphone, fax, timestamp, epoch, uuid,
        guid, hash, hex, checksum, barcode, id card, offer, offers, warranty, subscription, contract, lease,
        link, token, certificate, promo, promotion, trial, permit, oferta, garantia, contrato, angebot,
        vertrag, offre, contrat""",
}


def _set(written: str) -> frozenset[str]:
    return frozenset(written.split())


FILLERS = _set(
    """a an the my your his her their our its it is was be are s of on from for to in at and or as with this that
        number numbers no num nr nbr n number code codes value id digit digits date field input txt box please
        enter here says said reads read following back front holder full new old current whole complete uh um
        ok okay yes sure el la los las lo un una su mi tu de del es son y o en con al numero num codigo valor
        fecha por favor os as do da dos das meu minha seu sua e em com eh numero data favor le les du des mon
        ma mes votre vos son sa est et ou code numero est c cest der die das den dem mein meine ihr ihre ist
        und lautet nummer code von zur zum auf ang ng sa ay ko mo po yung niya at ito iyan numero petsa"""
)
"""Words that may stand between what tells a value and the value, and say nothing."""

OF_WORDS = _set("of the de del da do du la des")
"""What stands between such a word and what it is the number of: "numero de la cuenta"."""

NUMBER_WORDS = _set(
    """number numbers no num nr nbr n numero nro code codes codigo value digits id ids nummer kode id
        identification"""
)
"""Words that make a weak phrase a strong one: "account" says little, "account number" enough."""

SAYING_WORDS = _set("is the my your his her our as for a es el la mi su e o minha sua est le ma mon ist die der meine")
"""What may stand between a value and the words after it: "021000021 is my routing number"."""
