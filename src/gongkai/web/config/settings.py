"""Django's settings. Everything that differs between deployments comes from the environment (`environment.py`)."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from gongkai.web.config.environment import read_environment
from gongkai.web.notifications.mail import email_settings

GONGKAI = read_environment()
WEB = Path(__file__).resolve().parents[1]

SECRET_KEY = GONGKAI.secret_key
DEBUG = False
ALLOWED_HOSTS = list(GONGKAI.hosts)
CSRF_TRUSTED_ORIGINS = list(GONGKAI.origins)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "gongkai.web.accounts",
    "gongkai.web.offices",
    "gongkai.web.people",
    "gongkai.web.entries",
    "gongkai.web.jobs",
    "gongkai.web.applications",
    "gongkai.web.redaction",
    "gongkai.web.challenges",
    "gongkai.web.archive",
    "gongkai.web.notifications",
    "gongkai.web.desk",
    "gongkai.web.portal",
    "gongkai.web.notices",
    "gongkai.web.sheets",
    "gongkai.web.registers",
    "gongkai.web.catalogue",
    "gongkai.web.guides",
    "gongkai.web.publishing",
    "gongkai.web.channels",
    "gongkai.web.search",
    "gongkai.web.disclosure",
    "gongkai.web.opendata",
    "gongkai.web.mirror",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gongkai.web.config.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongkai.web.config.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "gongkai.web.config.urls"
WSGI_APPLICATION = "gongkai.web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.web.config.context.site",
                "gongkai.web.desk.context.menu",
            ],
            "builtins": ["gongkai.web.desk.templatetags.words"],
        },
    }
]

# A receipt given to a citizen must survive a power cut: FULL, though NORMAL would be faster (stack.md, 2).
_SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;",
}


def _database() -> dict[str, object]:
    if GONGKAI.database_url:
        found = dict(dj_database_url.parse(GONGKAI.database_url, conn_max_age=60, conn_health_checks=True))
        if found["ENGINE"] == "django.db.backends.postgresql":
            found["ENGINE"] = "gongkai.web.config.postgresql"
    else:
        found = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(GONGKAI.data_dir / "gongkai.sqlite3")}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found |= {"OPTIONS": _SQLITE, "CONN_MAX_AGE": None}
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300, a flood would wash the counts of tries away
    }
}

# --- who ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "gongkai.web.accounts.views.csrf_failure"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "gongkai.web.accounts.adapter.StaffAdapter"
SOCIALACCOUNT_ADAPTER = "gongkai.web.accounts.adapter.SingleSignOnAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ALLAUTH_TRUSTED_PROXY_COUNT = GONGKAI.proxies
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/10m/key"}
MFA_ADAPTER = "gongkai.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "公开 Gongkai"
SESSION_ENGINE = "gongkai.web.config.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if GONGKAI.oidc:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "sso",
                "name": "单点登录",
                "client_id": GONGKAI.oidc["client"],
                "secret": GONGKAI.oidc["secret"],
                "settings": {"server_url": GONGKAI.oidc["url"]},
            }
        ]
    }

# --- where and in which language ----------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gongkai.web.config.static.DatedStatic"},
}

# --- safe by default ----------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = GONGKAI.is_https
SECURE_HSTS_SECONDS = 31536000 if GONGKAI.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GONGKAI.is_https else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE  # forms without their files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * MEGABYTE

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- letters by e-mail, and what is logged ------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(GONGKAI.data_dir / "mail")
DEFAULT_FROM_EMAIL = GONGKAI.email_from or "gongkai@localhost"
globals().update(email_settings(GONGKAI.email_url))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "gongkai.web.config.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "gongkai": {"level": GONGKAI.log_level},
        "django.security.csrf": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
FORM_RENDERER = "gongkai.web.config.forms.Renderer"
