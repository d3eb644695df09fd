"""Every row; the locked seat comes first, while the sign-in's code could still be replayed."""

# SPDX-License-Identifier: Apache-2.0

from tests.demo.rows_copying import COPYING
from tests.demo.rows_desk import DESK
from tests.demo.rows_extension import EXTENDED
from tests.demo.rows_masking import MASKING
from tests.demo.rows_policy import POLICIES
from tests.demo.rows_seat import AWAY, LOCKED

ROWS = (*LOCKED, *MASKING, *COPYING, *EXTENDED, *DESK, *POLICIES, *AWAY)
