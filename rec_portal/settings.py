"""Settings of the portal: one file, everything from the environment, nothing secret by default.

A name that must be set and is not stops the start. `.env.example` lists every name; docs/operations.md explains them.
"""

from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names (as container secrets are given)."""
    file: str = env.str(f"{name}_FILE", "")
    return Path(file).read_text().strip() if file else env.str(name)


DEBUG: bool = env.bool("DEBUG", False)
HTTPS: bool = env.bool("HTTPS", True)
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
SITE_URL: str = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "django_htmx",
    "csp",
    "rec_portal.administration",
    "rec_portal.audit",
    "rec_portal.mail",
    "rec_portal.ui",
    "accounts",
    "councils",
    "documents",
    "working_groups",
    "meetings",
    "recommendations",
    "desk",
    "modeltrans",
]

# Every class of the administration, and what may be done there beside reading. What is not named is not served.
ADMINISTERED: dict[str, set[str]] = {
    "accounts.user": {"add", "change"},
    "audit.entry": set(),
    "councils.council": {"change"},
    "councils.state": {"add", "change"},
    "councils.decreedday": {"add", "change", "delete"},
    "councils.organisation": {"add", "change"},
    "councils.representative": {"add", "change"},
    "councils.body": {"add", "change"},
    "councils.bodyrules": {"add", "change"},
    "councils.seat": {"add", "change"},
    "councils.office": {"add", "change"},
    "working_groups.workinggroup": {"change"},
    "documents.document": set(),
    "documents.documentfile": set(),
    "meetings.meeting": set(),
    "meetings.retention": {"add", "change", "delete"},
    "recommendations.recommendation": set(),
    "recommendations.instrument": {"add", "change"},
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionListMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rec_portal.ui.middleware.PortalMiddleware",
]

ROOT_URLCONF = "rec_portal.urls"
WSGI_APPLICATION = "rec_portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,  # the widgets of forms stay those of Django's engine
        "OPTIONS": {
            "environment": "rec_portal.ui.environment.environment",
            "context_processors": ["rec_portal.ui.context.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "rec_portal.ui.forms.PortalRenderer"

# --- Database -----------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        secret("DATABASE_URL"), conn_max_age=60, conn_health_checks=True
    )
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c statement_timeout=15000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
)
DATABASE_APP_ROLE: str = env.str("DATABASE_APP_ROLE", "rec_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = secret("REDIS_URL")
CACHE_URL: str = env.str("CACHE_URL", "") or REDIS_URL.rsplit("/", 1)[0] + "/1"
CACHES = {
    "default": {
        "BACKEND": "rec_portal.cache.RedisOrDatabaseCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    },
    "fallback": {  # while Redis does not answer
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_fallback",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- People and sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.CouncilWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# A sign-in not older than that before what is done in the name of an organisation or a body (rec_portal/ui/fresh.py).
FRESH_SIGN_IN: bool = env.bool("FRESH_SIGN_IN", False)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"verify_file": "10/m/ip"}  # beside the library's own, which stay
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", 0)
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.EditPasskeyForm",
}
MFA_KEY = secret("MFA_KEY")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_REAUTHENTICATION_REQUIRED = True
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "REC"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TRUST_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = True
# Roles that may work only with a second factor: any of "secretariat", "admin", "officer", "speaker" (head or alternate),
# "representative". By default whoever may act formally.
MFA_REQUIRED_FOR: list[str] = env.list(
    "MFA_REQUIRED_FOR", ["secretariat", "admin", "officer", "speaker"] if HTTPS else []
)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS: int = env.int("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS: int = env.int("SESSION_ABSOLUTE_SECONDS", 12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "rec_portal.ui.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Security headers -----------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp/",
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    5000  # the matrix of comments and the editor without script send every row
)
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Files ----------------------------------------------------------------------------------------------------------
MEDIA_ROOT: str = env.str("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))
# One line a day with the head of the audit trail; to be carried off the machine (docs/audit.md).
AUDIT_ANCHORS: str = env.str("AUDIT_ANCHORS", str(Path(MEDIA_ROOT) / "audit-anchors.txt"))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DOCUMENT_MAX_BYTES = 25 * 1024 * 1024
DOCUMENT_DAY_BYTES: int = env.int(
    "DOCUMENT_DAY_BYTES", 1024**3
)  # what one organisation may send in a day
CLAMD_URL: str = env.str(
    "CLAMD_URL", ""
)  # tcp://host:3310 or unix:///path; empty: files are not scanned for viruses
STATIC_URL = "/static/"
STATIC_ROOT: str = env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_MANIFEST: bool = env.bool("STATIC_MANIFEST", not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_MANIFEST
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Languages and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
TEXT_LANGUAGES = ["ru", "en"]  # those of a text, in the order in which they stand side by side
IN_LANGUAGE = {
    "ru": _("in Russian"),
    "en": _("in English"),
}  # «Title in Russian»: how a field of words is called
SEARCHED_AS = {
    "ru": "russian",
    "en": "english",
}  # configuration of PostgreSQL's search; «simple» where none is named
WRITTEN_AS = {  # how people write a language in the name of a file, beside its code
    "ru": ("rus", "russian", "рус"),
    "en": ("eng", "english", "англ"),
}
DELETED_AS = {
    "en": "delete",
    "ru": "исключить",
}  # the mark of words that somebody wants left out of a text
LOCALES = {"ru": "ru-RU", "en": "en-GB"}  # of a Word file
WEEKDAYS_IN_LOWER_CASE = {"ru"}
CYRILLIC = {"ru"}  # languages written in Cyrillic letters
WORKING_LANGUAGE = "ru"  # of whoever has not chosen another
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [
    BASE_DIR / "locale",
    BASE_DIR / "accounts/locale",  # the sign-in library's sentences in the words of the portal
]
FORMAT_MODULE_PATH = ["rec_portal.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Tashkent"
CITIES = {
    TIME_ZONE: _("Tashkent"),
    "Asia/Almaty": _("Astana"),
    "Asia/Bishkek": _("Bishkek"),
    "Asia/Dushanbe": _("Dushanbe"),
    "Asia/Ashgabat": _("Ashgabat"),
    "Europe/Vienna": _("Vienna"),
    "America/New_York": _("New York"),
    "UTC": "UTC",
}
COUNCIL_TIME_ZONES = list(CITIES)  # those of the five states first

COUNCIL_STATES = ["KZ", "KG", "TJ", "TM", "UZ"]  # whose working days count
SEAL_FILE: str = env.str("SEAL_FILE", "")  # PKCS 12; empty: official copies carry no signature
SEAL_PASSWORD: str = secret("SEAL_PASSWORD") if SEAL_FILE else ""

# --- Letters --------------------------------------------------------------------------------------------------------
_mail = dj_email_url.parse(env.str("EMAIL_URL", "") or f"file://{BASE_DIR / 'var' / 'mail'}")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    _mail["EMAIL_BACKEND"],
    _mail["EMAIL_HOST"],
    _mail["EMAIL_PORT"] or 25,
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    _mail["EMAIL_HOST_USER"] or "",
    _mail["EMAIL_HOST_PASSWORD"] or "",
)
EMAIL_USE_SSL, EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_SSL")), bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_FILE_PATH = (
    f"/{_mail['EMAIL_FILE_PATH'].lstrip('/')}" if _mail.get("EMAIL_FILE_PATH") else None
)  # an absolute path
EMAIL_TIMEOUT = 20
MAIL_DOMAIN: str = env.str("MAIL_DOMAIN", "rec.example")
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", f"secretariat@{MAIL_DOMAIN}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_BATCH: int = env.int("MAIL_BATCH", 50)
MAIL_LEASE_SECONDS: int = env.int("MAIL_LEASE_SECONDS", 120)
MAIL_GIVE_UP_HOURS = 24
MAIL_HOLD: bool = env.bool(
    "MAIL_HOLD", False
)  # a restored system sends nothing until its operator says so

# --- Jobs -----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_ACKS_ON_FAILURE = CELERY_TASK_ACKS_ON_TIMEOUT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_RETRY_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 60, 90
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"
SWEEP_SECONDS: float = env.float("SWEEP_SECONDS", 15.0)
CELERY_BEAT_SCHEDULE = {
    "send what waits": {
        "task": "rec_portal.mail.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "close rounds whose time is up": {
        "task": "recommendations.tasks.close_due_rounds",
        "schedule": 15.0,
        "options": {"expires": 14},
    },
    "watch the rounds that run": {
        "task": "recommendations.tasks.watch_rounds",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "watch the reporting cycles": {
        "task": "recommendations.tasks.watch_cycles",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "files that wait for the scanner": {
        "task": "documents.tasks.scan_waiting",
        "schedule": 15.0,
        "options": {"expires": 14},
    },
    "packs that were asked for": {
        "task": "documents.tasks.build_bundles",
        "schedule": 15.0,
        "options": {"expires": 14},
    },
    "personal details whose day has come": {
        "task": "meetings.tasks.erase_details",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "records whose silence has ended": {
        "task": "meetings.tasks.settle_journals",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "records whose silence ends in a day": {
        "task": "meetings.tasks.remind_journals",
        "schedule": 1800.0,
        "options": {"expires": 1700},
    },
    "tasks that fall due": {
        "task": "meetings.tasks.remind_tasks",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "packs that have served": {
        "task": "documents.tasks.clear_old_bundles",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "sessions that have ended": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "the head of the trail": {
        "task": "rec_portal.audit.tasks.write_anchor",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "mandates that begin today": {
        "task": "councils.tasks.turn_of_day",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "rights that begin or end today": {
        "task": "councils.tasks.regrant",
        "schedule": 900.0,
        "options": {"expires": 800},
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "rec_portal.ui.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
