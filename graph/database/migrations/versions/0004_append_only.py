"""The audit log and what happened to proposals, which the database itself keeps from being changed, as it does the ledger."""

from alembic import op

revision = "0004"
down_revision = "0003"

_KEPT = {"audit": "操作记录只能追加，不能修改或删除", "proposal_events": "提案的经过只能追加，不能修改或删除"}


def _sqlite(table: str, words: str) -> tuple[str, ...]:
    """Return the guards of a table; REPLACE deletes without asking the trigger for deletions: an entry may not take another's number."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    return (
        f"CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}",
    )


def _postgresql(table: str, words: str) -> tuple[str, ...]:
    return (
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$",
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    )


def upgrade() -> None:
    """Make the guards."""
    guards = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for table, words in _KEPT.items():
        for statement in guards(table, words):
            op.execute(statement)
