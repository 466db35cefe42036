"""Docs that are printed from the tables say what the tables say."""

from pathlib import Path

from django.conf import settings

from recommendations.management.commands.print_lifecycles import pages


def test_the_printed_lifecycles_are_those_of_the_tables() -> None:
    """A stage changed in a table is read on its page before it is committed: `manage.py print_lifecycles` writes it anew."""
    docs = Path(settings.BASE_DIR) / "docs"
    printed = pages()
    assert sorted(printed) == ["consensus.md", "meetings.md", "notices.md", "permissions.md"]
    for name, expected in printed.items():
        assert (docs / name).read_text(encoding="utf-8").endswith(f"\n\n{expected}"), name


def test_env_example_lists_every_name_that_the_settings_read() -> None:
    import re

    root = Path(settings.BASE_DIR)
    read = set(
        re.findall(
            r'(?:env\.\w+|secret)\(\s*"(\w+)"', (root / "rec_portal" / "settings.py").read_text()
        )
    )
    listed = {
        line.split("=")[0]
        for line in (root / ".env.example").read_text().splitlines()
        if "=" in line
    }
    assert read <= listed
