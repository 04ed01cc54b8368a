"""What was read from the paper that a proposal was drafted from: each field's words and sureness, and the sentences left unread."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column: JSON (curation/reading/kept.py), NULL where a proposal came from no paper."""
    op.add_column("proposals", sa.Column("reading", sa.Text))
