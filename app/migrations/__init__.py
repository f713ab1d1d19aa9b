"""Alembic migrations; run by themselves on the embedded database."""
