"""What Alembic runs for every migration: the steps, on the connection and in the transaction that it was given."""

from alembic import context

from graph.database.schema import TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE)
context.run_migrations()
