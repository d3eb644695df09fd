"""The database knows whose record it is: no other store's keys go on with it."""

# SPDX-License-Identifier: Apache-2.0

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "2"
down_revision = "1"
Number = BigInteger().with_variant(Integer, "sqlite")
Text = String().with_variant(String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the place for the name; the store writes it there when it opens."""
    op.create_table("store", Column("number", Number, primary_key=True), Column("store_id", Text, nullable=False))


def downgrade() -> None:
    """Forget the name."""
    op.drop_table("store")
