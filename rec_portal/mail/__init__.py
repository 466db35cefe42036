"""Outgoing letters. The row in PostgreSQL is the queue; Celery only wakes the sender (docs/notices.md)."""
