"""`check --deploy` on production settings: no error, no warning, nothing silenced; and it must be able to fail.

Each of twelve settings is then broken in turn: the check has to turn red every time.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "MFA_KEY": secrets.token_urlsafe(48),
    "HTTPS": "on",
    "DEBUG": "off",
    "ALLOWED_HOSTS": "portal.rec.example",
    "SITE_URL": "https://portal.rec.example",
    "DATABASE_URL": "postgresql:///rec",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "BEHIND_PROXY": "on",
    "EMAIL_URL": "smtps://mail.rec.example:465",
}
BREAKS = {
    "SECURE_SSL_REDIRECT": "False",
    "SECURE_HSTS_SECONDS": "0",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": "False",
    "SECURE_HSTS_PRELOAD": "False",
    "SECURE_CONTENT_TYPE_NOSNIFF": "False",
    "SESSION_COOKIE_SECURE": "False",
    "CSRF_COOKIE_SECURE": "False",
    "DEBUG": "True",
    "X_FRAME_OPTIONS": "'SAMEORIGIN'",
    "ALLOWED_HOSTS": "[]",
    "SECURE_REFERRER_POLICY": "None",
    "SECRET_KEY": "'short'",
}
SCRIPT = """
import sys, django
from django.conf import settings
assert not settings.SILENCED_SYSTEM_CHECKS
name, value = (sys.argv + ["", ""])[1:3]
if name:
    setattr(settings, name, eval(value))
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", tags=["security"] if name else None)
"""


def check(name: str = "", value: str = "") -> subprocess.CompletedProcess[str]:
    environ = {key: item for key, item in os.environ.items() if key not in PRODUCTION} | PRODUCTION
    environ["DJANGO_SETTINGS_MODULE"] = "rec_portal.settings"
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, name, value], env=environ, capture_output=True, text=True
    )


def main() -> int:
    plain = check()
    print(plain.stdout.strip() or plain.stderr.strip())
    silent = [name for name, value in BREAKS.items() if check(name, value).returncode == 0]
    if silent:
        print(f"the check does not notice: {', '.join(silent)}")
    else:
        print(f"{len(BREAKS)} broken settings, each one noticed.")
    return int(plain.returncode != 0 or bool(silent))


if __name__ == "__main__":
    sys.exit(main())
