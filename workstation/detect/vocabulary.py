"""The words that tell a class, beside a value and in a field's caption, in six languages.

English, Spanish, Portuguese, French, German, Filipino. Data only: one table for text, captions, and what is generated.

Phrases stand between commas, in lower case without accents. "?" marks a phrase that alone says little, "!" one that a
word for "number" or "code" has to follow; a phrase in capitals counts in capitals only.
"""

# SPDX-License-Identifier: Apache-2.0

OTHER = "other"
"""Not a class: numbers that are none of ours."""

VOCABULARY: dict[str, str] = {
    "card_number": """card, cards, cardholder, paycard, credit, debit, visa, mastercard, master card, amex, american
        express, discover, diners, maestro, unionpay, union pay, jcb, primary account, pan, cc, card on file, ccnum,
        ccno, cardno, cardnum, cardnumber, creditcard, creditcardnumber, creditcardno, tarjeta, credito, debito, cartao,
        carte bancaire, carte, carte bleue, karte, kreditkarte, kreditkartennummer, kartennummer, kartennr, debitkarte,
        kard""",
    "card_verification": """clave de seguridad, cvv, ccv, cvc, cvn, cvd, cav, csc, CID, cardcvv, cccsc, cccvv,
        security code, security value, card security!, securitycode, card verification, card code, card id!,
        verification value, security value, back of the card!, code on the back, code on back, three digits, three on
        the back, digits on the back, digits on back, digits from the back, digits behind, digitos de atras, numeros de
        atras, digitos del reverso, numeros del reverso, numeros de detras, digitos de detras, digitos do verso, numeros
        do verso, codigo do verso, digitos atras, chiffres au dos, chiffres du dos, code au dos, numeros au dos, ziffern
        auf der ruckseite, ziffern hinten, code auf der ruckseite, numero sa likod, numero sa likuran, code sa likod,
        crypto?, digits on the front, numbers on the back, codigo de seguridad, codigo de seguranca, codigo de
        verificacion?, codigo verificador?, codigo verificacion?, cryptogramme, cryptogramme visuel, code de securite,
        code de verification?, kartenprufnummer, prufziffer, prufnummer, kartenprufziffer, sicherheitscode,
        sicherheitsnummer, security kowd, code on the front, digit code on the front, digit code on the back, sec code,
        back of the card says, back of the card reads, back of my card says, back of my card reads, cod de seguridad,
        cod de seguranca, cod seguridad, cod seguranca, codigo de tres digitos, codigo de digitos, codigo de quatro
        digitos, numeros atras, digitos de tras, numeros de tras, numeros de la parte de atras, digitos de la parte de
        atras, numeros da parte de tras, digitos da parte de tras, trois chiffres, chiffres derriere, chiffres au verso,
        code au verso, code de trois chiffres, dreistellige, dreistellige nummer, dreistelliger code, drei ziffern,
        ziffern auf der kartenruckseite, kartenruckseite, nummer auf der ruckseite, tatlong numero, tatlong number,
        tatlong digits, digits sa likod""",
    "card_expiry": """expirant, expirando, vence la tarjeta, vence su tarjeta, vence tu tarjeta, caduca la tarjeta,
        caduca su tarjeta, vence o cartao, vence o seu cartao, cartao vence, tarjeta vence, tarjeta caduca, card expire,
        card expires, expire votre carte, expire la carte, carte expire, exp?, exp date, expiry, expires, expiring,
        expiration, expire, expdate, expirydate, expirationdate, valid thru, valid till, valid until, valid through,
        good thru, goodthru, validthru, card exp, cc exp, good through, valid to, thru?, card runs out, mm yy, mm yyyy,
        mm aa, mm aaaa, mm jj, month year?, mes ano?, mois annee?, fin de validite, val?, karte lauft, verfalldatum,
        fecha de venc, venc?, f vencimiento, ccexp, cardexp, cardexpiry, vence?, vencimiento, vto?, caducidad, caduca,
        expira, validade, vencimento, valida ate, valido hasta, valida hasta, validez, expiracion, expiracao, expire
        fin, expiration fin, date de validite, validite, valable jusqu, valido ate, vence en, karte gultig, gultig bis,
        gueltig bis, ablaufdatum, ablauf, verfallsdatum, verfall, gultigkeit, petsa ng expiration, mag expire, mawawalan
        ng bisa, card is good until, card good until, visa is good until, card is good till, card good till, card is
        good through, me vence?, vence mi tarjeta, expira em, mag eexpire, eexpire, mag expire na, lauft ab?, karte
        lauft ab""",
    "us_ssn": """social security, social sec, soc sec, soc security, ssn, ss?, social?, last four of social, seguro
        social, numero de seguro social, socialsecurity, socialsecuritynumber, socialsecurityno, ssnno, s s n""",
    "us_itin": """itin, ssn, social security, individual taxpayer, individual taxpayer identification, individual
        tax, taxpayer id, taxpayer identification, tax identification, tax id, w 7, i t i n, identificacion personal del
        contribuyente, identificacion del contribuyente, identificacion de contribuyente, identificacao do
        contribuinte""",
    "us_ein": """ein, fein, employer identification, employer id, employer tax, federal tax id, federal tax, federal
        employer, business tax id, tax id, taxpayer id, tax identification, company tax, e i n, identificacion del
        empleador, identificacion patronal, identificacao do empregador, irs!""",
    "iban": "iban, ibans, iban code, international bank account",
    "us_routing": """rt!, ach, routing, aba, rtn, routingno, routingnumber, transit, bank transit, abarouting, aba
        routing, routing transit, numero de ruta, ruta bancaria, numero de roteamento""",
    "bank_account": """ac!, kto, kto nr, account?, acct?, acc?, a c?, accountnumber, accountno, acctno, acctnum,
        acctnumber, bank account, bankaccount, checking, checking account, savings account, chequing account, current
        account, deposit account, beneficiary account, direct deposit, cuenta?, cuenta bancaria, cuenta corriente,
        cuenta de ahorros, numero de cuenta, nro de cuenta, conta?, conta corrente, conta bancaria, conta poupanca,
        numero da conta, compte?, compte bancaire, numero de compte, no de compte, konto?, kontonummer, kontonr,
        bankkonto, bankverbindung, bank account ko, cuenta de cheques, cuenta de ahorro, cta?, cta corriente, cta de
        ahorros, clabe, clabe interbancaria, cuenta clabe, c c?, conta salario, compte courant, compte cheque, compte
        epargne, girokonto, sparkonto, savings, current acct, checking acct, savings acct""",
    "swift_bic": """swift, bic, swiftcode, swift bic, bic swift, biccode, codigo swift, code swift, code bic, bank
        identifier, bank identifier code, bic of the bank, bic of my bank, bic del banco, bic do banco, bic de la
        banque, bic der bank, b i c, codigo bic, swift de, bic unserer bank""",
    "email": "email, e mail, mail, correo, correo electronico, courriel, adresse mail, emailadresse, endereco de email",
    "phone": """reach you on, reach you at, call you on, call you back on, call you back at, ph!, ph?, number to
        reach, best number, llamame al, llameme al, marcame al, me liga no, mon numero c est, meine nummer ist, mi
        numero es, meu numero e, tumawag sa, tawagan, phone, phones, tel, telephone, mobile, cell, cellphone, fax,
        phonenumber, phoneno, mobileno, mobilenumber, call me at, call me on, call me back at, call back, callback,
        reach me at, reach me on, contact number, reach her at, reach her on, reach him at, reach him on, reach us at,
        reachable at, reachable on, whatsapp, viber, sms to, text me at, telefono, celular, movil, fijo, telefone,
        telemovel, portable, telephone fixe, numero de contacto, telefon, telefonnummer, handy, handynummer, mobil,
        mobilnummer, rufnummer, ruckrufnummer, festnetz, selpon, telepono, fone?, fones, zap?, zapzap, meu zap, cel?,
        cels, cp?, cp no, landline, text me, txt me, text me on, text niyo, itext, itext niyo sa, itext mo sa,
        joignable, joignable au, rappeler, rappeler au, rappeler sur, me rappeler, rappelez moi, rappelez moi au,
        ruckruf, ruckruf unter, zuruckrufen, erreichbar, erreichbar unter, anrufen unter, ani, caller id, callerid, mi
        cel, meu cel, liga pra mim, ligar para, ligue para, ligue no, llamar al, llame al, me llama al, marcar al,
        comunicarse al, contactarme al, mob?, handynr, telnr, tlf, telf, tlfn, gsm, telefoon, tawagan niyo, tawagan mo,
        me joindre, me joindre au, joindre au, fone para contato, telefone para contato, text mo ako sa, text mo sa,
        text niyo ako sa, contact phone, home phone, work phone, mobile phone, customerphone, cell phone, day phone""",
    "uk_nhs": "nhs, nhsnumber, nhsno, national health service",
    "uk_nino": "nino, national insurance, ni!, nationalinsurance, nationalinsurancenumber",
    "ca_sin": """SIN, social insurance, NAS, assurance sociale, sin number, sinnumber, s i n, n a s, social ins, soc
        ins""",
    "au_tfn": "tfn, tax file, taxfilenumber",
    "in_aadhaar": """aadhaar, aadhar, adhaar, aadhaarnumber, aadhaar card, aadhar card, uidai, uid, adhar, adhar
        card, adhaar card, aadhar number""",
    "in_pan": "pan, pan card, permanent account, pancard, pannumber",
    "br_cpf": "cpf, cadastro de pessoa fisica, cadastro de pessoas fisicas",
    "br_cnpj": "cnpj, cadastro nacional da pessoa juridica",
    "es_dni_nie": "dni, nie, nif, documento nacional, documento de identidad, documento nacional de identidad",
    "de_steuer_id": """steuer id, steuerid, steueridnr, idnr, steueridentifikationsnummer, steuerliche
        identifikationsnummer, identifikationsnummer, steuernummer, steuer identifikationsnummer, german tax id, tax id,
        tax identification, tin""",
    "fr_nir": """french social security, nir, securite sociale, numero de securite sociale, numero de secu, secu,
        insee, numero secu, social security, nss, n ss, no ss, num ss, numero ss, numero de ss, securite soc, num
        secu""",
    "ph_sss": """sss, social security system, sss no, sssno, sssnumber, sss member, sss member no, sss id, sss
        member id, sss membership""",
    "mx_curp": "curp, clave unica de registro, clave unica",
    "passport": """pp!, pass nr, pass nummer, passport, passportno, passportnumber, passports, travel document,
        pasaporte, passaporte, passeport, reisepass, reisepassnummer, passnummer, pasaporte ko, passnr, reisepassnr""",
    "driver_licence": """driver lic, drivers lic, driver s lic, d l, license no, licence no, driver license, driver
        licence, drivers license, drivers licence, driver s license, driver s licence, driving license, driving licence,
        license number, licence number, DL?, driverslicense, driverlicense, driverlicence, licensenumber,
        drivinglicence, licencia de conducir, licencia de manejo, carnet de conducir, permiso de conducir, carteira de
        motorista, carteira de habilitacao, cnh, carta de conducao, permis de conduire, permis, fuhrerschein,
        fuehrerschein, fuhrerscheinnummer, lisensya, lisensya sa pagmamaneho, dln, licencia?, numero de licencia,
        habilitacao?, numero da cnh, carta de motorista, fuhrerscheinnr, lisensya ko""",
    "date_of_birth": """dob, d o b, birth, birthdate, birthday, birth date, date of birth, dateofbirth, born, bday,
        fecha de nacimiento, nacimiento, fechanacimiento, nacido, nacida, nac, cumpleanos, data de nascimento,
        nascimento, nascido, nascida, nasc, aniversario, date de naissance, naissance, ne le, nee le, ne e le, nasceu
        em, nacio el, geburtsdatum, geburtstag, geboren, geb, kapanganakan, petsa ng kapanganakan, kaarawan,
        ipinanganak, naci, naci el, naci en, nasci, nasci em, nasci no dia, nasceu no dia, nee a, ne a, je suis ne, je
        suis nee, ne un, geboren am, geb am, pinanganak, fecha nac, data nasc, date naiss, date nais, birthdt""",
    "ip_address": "ip, ip address, ipaddress, ipv, direccion ip, endereco ip, adresse ip, ip adresse",
    "medical_record_number": """mrn, medical record, medicalrecord, medicalrecordnumber, med rec, patient id,
        patient!, patientid, patient number, chart!, health record, medical chart, hospital number, historia clinica,
        historial clinico, expediente clinico, expediente medico, prontuario, dossier medical, dossier patient, numero
        de patient, patientennummer, patientenakte, krankenakte, krankenaktennummer, rekord medikal, ehr, emr, nhc,
        historia?, hc?, registro do paciente, registro de paciente, registro del paciente, matricula do paciente,
        expediente del paciente, expediente paciente, ipp, ipp du patient, patienten id, patientenid, patientennr,
        patienten nr, patienten nummer, pat id, pat nr, pat no, hospital record, hospital no, hospital id, patient s
        file, patient file, patient record, medical file, dossier du patient, dossier de patient, fiche patient,
        clinical record, chart id""",
    "password": """pw, pin, nip, clave?, clave del portal, temp pass, temporary pass, passcode for the portal,
        password, passwd, pwd, passphrase, passwort, kennwort, contrasena, clave de acceso, senha, palavra passe, mot de
        passe, mdp, userpassword, temporary password, login password, wachtwoord, p i n, passcode, pass?, user pass,
        login pass, contrasena de acceso, senha de acesso, clave secreta, zugangspasswort, pword, kontrasenyas""",
    "one_time_code": """token recebido, token por sms, token sms, token enviado, token recibido, 2fa code, 2fa, que
        codigo, quel code, welchen code, qual codigo, what code, which code, texted you a code, sent you a code, enviado
        un codigo, envie un codigo, mande un codigo, enviei um codigo, envoye un code, code geschickt, code gesendet,
        the code?, code is?, code it s?, digit code?, el codigo?, un codigo?, o codigo?, um codigo?, le code?, der
        code?, den code?, codigo que le llego, codigo que te llego, codigo que nos llego, codigo que lhe enviamos, otp,
        use code, digit code, enter code, enter the code, one time code, one time password, one time passcode, one time
        pin, onetimecode, verification code, verificationcode, verification!, passcode, authentication code, auth code,
        login code, access code, authenticator, authenticator code, sms code, text code, confirmation code, two factor
        code, mfa code, fa code, factor authentication code, security code, your code, my code, code sent, code we sent,
        code you received, code i received, code texted, code we texted, code i got, code you got, got a code, got the
        code, received a code, code received, code by text, code by sms, code they sent, code that came, codigo de
        verificacion, codigo de acceso, codigo de un solo uso, codigo que me llego, codigo que me ha llegado, codigo que
        me enviaron, codigo que me mandaron, codigo que recibi, codigo recibido, codigo por sms, codigo que recebi,
        codigo que chegou, codigo recebido, code recu, code que j ai recu, code par sms, code aus der sms, code per sms,
        natanggap na code, codigo de confirmacion, codigo sms, su codigo, mi codigo, clave dinamica, codigo de
        verificacao, codigo de confirmacao, codigo de acesso, seu codigo, meu codigo, code de verification, code de
        confirmation, code a usage unique, votre code, mon code, code sms, bestatigungscode, verifizierungscode,
        einmalcode, einmalpasswort, einmalkennwort, smstan, tan, ihr code, mein code, iyong code, code mo, code ko, seu
        token, meu token, su token, mi token, tu token, your token, mon token, votre token, mein token, token do banco,
        token del banco, message says, text says, sms says, text message says, mensaje dice, sms dice, mensagem diz, sms
        diz, message dit, sms dit, sms steht, yung code?, code recu par texto, code recu par message, whatsapp code,
        google code, microsoft code, telegram code, facebook code, paypal code, amazon code, apple code, uber code,
        gcash code, code in der sms, code von der sms""",
    OTHER: """order, orders, ordernumber, orderno, tracking, track, trackingnumber, trackingno, case, caseno,
        casenumber, fallnummer, ticket, ticketno, ticketnumber, incident, invoice, invoiceno, ref, reference, refno,
        imei, iccid, sim, simcard, serial, serialno, zip, zipcode, postal, postcode, isbn, sku, upc, ean, gtin,
        shipment, booking, confirmation, transaction, transactionid, txn, trace, batch, lot, policy, claim, quote, po!,
        purchase order, part, model, modelo, modele, modell, version, build, commit, session, request, employee, badge,
        extension, ext, room, seat, flight, coupon, voucher, gift, loyalty, member, membership, customer id, customerid,
        pedido, factura, caso, rastreo, envio, referencia, guia, folio, protocolo, rastreio, nota fiscal, encomenda,
        commande, facture, dossier, suivi, colis, bestellung, bestellnummer, auftrag, auftragsnummer, rechnung,
        rechnungsnummer, sendung, sendungsnummer, kundennummer, vorgang, vorgangsnummer, resibo, timestamp, epoch, uuid,
        guid, hash, hex, checksum, barcode, id card, offer, offers, warranty, subscription, contract, lease, link,
        token, certificate, promo, promotion, trial, permit, oferta, garantia, contrato, angebot, vertrag, offre,
        contrat, bus pass, boarding pass, day pass, season pass, gate pass, gate code, door code, bestell""",
}


def _set(written: str) -> frozenset[str]:
    return frozenset(written.split())


FILLERS = _set(
    """td th tr li dd dt div span label strong br i he she they we gave told set that que dio puse dei
        a an the my your his her their our its it is was be are s of on from for to in at and or as with this that
        number numbers no num nr nbr n number code codes value id digit digits date field input txt box please
        enter here says said reads read following back front holder full new old current whole complete
        temporary temporal temp nueva actual now uh um
        ok okay yes sure el la los las lo un una su mi tu de del es son y o en con al numero num codigo valor
        would could should may will used just also only bank banco banque po ho na yung yun s sind sont son sao
        fecha por favor os as do da dos das meu minha seu sua e em com eh numero data favor le les du des mon
        ma mes votre vos son sa est et ou code numero est c cest der die das den dem mein meine ihr ihre ist
        und lautet nummer code von zur zum auf ang ng sa ay ko mo po yung niya at ito iyan numero petsa"""
)
"""Words that may stand between what tells a value and the value, and say nothing."""

OF_WORDS = _set("of the de del da do du la des der vom von ng sa")
"""What stands between such a word and what it is the number of: "numero de la cuenta"."""

NUMBER_WORDS = _set(
    """number numbers no num nr nbr n numero nro code codes codigo value digits id ids nummer kode id
        identification"""
)
"""Words that make a weak phrase a strong one: "account" says little, "account number" enough."""

COMMON_WORDS = _set(
    """boarding bus day season gate me call you we i received sent texted got back on at up mail patient medical one
        time text tax card"""
)
"""Words of phrases that stand in many a text: a phrase is rather looked for by another of its words."""

IS_WORDS = _set("is was are be as es era son sera e sao est sont ist war sind lautet como comme als ay")
"""What says that the value before is what the words after are for: "k9!x is my password"."""

SAYING_WORDS = IS_WORDS | _set(
    """that that's thats this esa ese essa esse c'est
        the my your his her our for a el la mi su o minha sua seu meu le ma mon son sa die der mein meine sein seine
        ihr ihre"""
)
"""What may stand between a value and the words after it: "021000021 is my routing number"."""
