"""The check digit of ISO/IEC 7812-1, annex B.

Written out because it is called for every candidate and importing python-stdnum takes longer (63 ms) than the
whole seat may spend on importing its detector; a test holds it against python-stdnum.
"""

# SPDX-License-Identifier: Apache-2.0

_DOUBLED = str.maketrans("0123456789", "0246813579")


def checks(digits: str) -> bool:
    """Say whether the last of these ASCII digits is the check digit of the others."""
    return sum(map(int, digits[-1::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0
