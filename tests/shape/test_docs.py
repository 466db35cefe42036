"""Docs that are printed from the tables say what the tables say."""

from pathlib import Path

from django.conf import settings

from recommendations.management.commands.print_lifecycles import page


def test_the_printed_lifecycles_are_those_of_the_tables() -> None:
    assert page() in (Path(settings.BASE_DIR) / "docs" / "consensus.md").read_text()


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
