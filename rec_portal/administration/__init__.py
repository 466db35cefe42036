"""The administration: a site of our own that serves what `settings.ADMINISTERED` names and nothing else (docs/permissions.md)."""
