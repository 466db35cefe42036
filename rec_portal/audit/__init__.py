"""The audit trail: one append-only table, chained by hashes, written through `record()` alone (docs/audit.md)."""
