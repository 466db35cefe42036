#!/usr/bin/env python
"""Django's command line; without DATABASE_URL it brings the embedded servers up first."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rec_portal.settings")
    from rec_portal import embedded

    embedded.provide(os.environ)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
