"""The schema's history, run by Alembic; each version is frozen once released."""
