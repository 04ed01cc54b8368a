"""Proposals, and what happened to each."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables. Moments are ISO text in UTC, contents JSON; `revision` counts changes, so that no change is lost to another."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("jurisdiction", sa.Text, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("drafter", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("updated", sa.Text, nullable=False),
        sa.Column("base_version", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("entry", sa.Integer),
        sa.Column("returned_because", sa.Text, nullable=False),
        sa.Column("source_name", sa.Text),
        sa.Column("source_bytes", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_state", "proposals", ["state"])
    op.create_index("ix_proposals_jurisdiction_matter", "proposals", ["jurisdiction", "matter"])
    op.create_table(
        "proposal_events",
        sa.Column("id", sa.Integer),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_events"),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name="fk_proposal_events_proposal"),
    )
    op.create_index("ix_proposal_events_proposal", "proposal_events", ["proposal"])
