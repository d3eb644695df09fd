"""The words around a number that tell what it is."""

# SPDX-License-Identifier: Apache-2.0

import re

_BEFORE = 40
_AFTER = 20

_WORD = re.compile(
    r"""(?ix) (?<![a-z]) (?=[a-z])
    (?: (?P<card_number> card (?!iff|inal|i[oa]) | paycard | credit | debit | visa | master\ ?card | amex
        | american\ express | discover | diners | maestro | union\ ?pay | jcb | primary\ account | pan (?![a-z])
        | cc (?![a-z]) | cc[-_ ]?(?:num|no) | tarjeta | cr[eé]dito | d[eé]bito )
    | (?P<us_ssn> social\ sec | soc[.]?\ sec | ssn | ss\ ?[#] | ss\ no | seguro\ social )
    | (?P<other> order | track | case | ticket | phone | tel (?![a-z]) | telephone | mobile | cell | fax
        | invoice | ref | imei | iccid | sim (?![a-z]) | serial | zip | postal | routing | account | isbn
        | sku | upc | ean (?![a-z]) | shipment | booking | confirmation | transaction | pedido | factura
        | caso | rastreo ) )
    """
)


def told_by_words(text: str, start: int, end: int, labelled: str | None) -> str | None:
    """Return the class that the nearest word tells: the last before `start`, else the first after `end`.

    Without a word near by, it is the class that the label tells. "other" is a word for some other number.
    """
    told = None
    for match in _WORD.finditer(text, max(0, start - _BEFORE), start):
        told = match.lastgroup
    if told is None and (after := _WORD.search(text, end, end + _AFTER)):
        told = after.lastgroup
    return told or labelled
