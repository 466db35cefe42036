"""The bare page under the same server as the portal."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from tools.bench import BARE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rec_portal.settings")
django.setup()
settings.ROOT_URLCONF, settings.MIDDLEWARE = "tools.bare", BARE
settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
application = WSGIHandler()
