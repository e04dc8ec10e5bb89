"""All settings, read from the environment. A missing or impossible value stops the start."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from barometer.localstack.home import default_home
from barometer.logs import logging_config
from barometer.mail_provider import provider_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
BAROMETER_HOME = Path(env.str("BAROMETER_HOME", default=str(default_home())))
# What `manage.py up` wrote about its servers; a real environment variable wins.
env.read_env(BAROMETER_HOME / "local.env")

# The stack of one machine: plain http on loopback, demo accounts, mail that can be read in the browser.
LOCAL = env.bool("BAROMETER_LOCAL", default=False)
DEBUG = env.bool("DEBUG", default=False)


def secret(name: str) -> str:
    """The value of a secret; refuses one that is missing or too short to be one."""
    value = env.str(name, default="")
    if len(value) < 40 or value.startswith("example"):
        raise ImproperlyConfigured(
            f"{name} ontbreekt of is korter dan 40 tekens. Zet {name}, of start met `make run`."
        )
    return value


def without_empty(values: list[str]) -> list[str]:
    return [value for value in values if value]


# Core
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = without_empty(env.list("ALLOWED_HOSTS", default=[]))
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
if not (DEBUG or LOCAL) and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS=* kan niet in productie. Noem de namen waarop de site bereikbaar is."
    )

INSTALLED_APPS = [
    "barometer",
    "surveys",
    "respondents",
    "crispy_forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth.account",
    "allauth.mfa",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "barometer.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "barometer.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "barometer.sign_in.middleware.StaffAreaMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "barometer.urls"
WSGI_APPLICATION = "barometer.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("barometer",)
CRISPY_TEMPLATE_PACK = "barometer"
# The one page that posts files is the import; its limit stands beside it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

# Database and broker
DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgres://stack-is-not-running@127.0.0.1:1/barometer")
}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Well below the time after which the web server kills a worker that hangs, and the typed page with it.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:1/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A cache that hangs must not keep anybody waiting who wants to answer.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A ring that finds no broker gives up at once: the page of who pressed a button waits for it.
    "max_retries": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_SEND_TASK_EVENTS = False

# Mail
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Barometer Burgerparticipatie <barometer@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 30
# Where the check of the sender looks; empty: where this machine looks.
DNS_SERVER = env.str("DNS_SERVER", default="")
# Empty: SMTP, as EMAIL_URL says. Otherwise a provider, with Anymail's own variables.
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")
ANYMAIL = provider_settings(EMAIL_PROVIDER, timeout=EMAIL_TIMEOUT)
EMAIL_BACKEND = (
    f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
    if EMAIL_PROVIDER
    else "respondents.transports.smtp.StagedEmailBackend"
)
# How fast mail may leave; 0 is no limit. The mailbox of one machine needs none.
MAIL_PER_SECOND = env.float("MAIL_PER_SECOND", default=0 if LOCAL else 10)
MAIL_PER_SECOND_PER_DOMAIN = env.float("MAIL_PER_SECOND_PER_DOMAIN", default=0 if LOCAL else 2)
MAILBOX_DIR = env.str("MAILBOX_DIR", default="") if LOCAL else ""
# Where bounces and answers come in, for `manage.py read_mailbox`: imaps://user:password@host/INBOX
MAILBOX_URL = env.str("MAILBOX_URL", default="")
# Personal links are derived from these; losing the first one makes every link that was sent worthless.
LINK_KEY = secret("LINK_KEY")
# Former keys, with commas: still read, never used for something new (docs/link-key.md).
LINK_KEY_OLD = without_empty(env.list("LINK_KEY_OLD", default=[]))

# People and their language
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["barometer.sign_in.passwords.Argon2"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "admin:index"
AUTHENTICATION_BACKENDS = ["barometer.sign_in.backends.StaffBackend"]
# Off only where nothing is real: the demo, and a machine of one's own.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not LOCAL)
if not (SECOND_FACTOR or DEBUG or LOCAL):
    raise ImproperlyConfigured("SECOND_FACTOR=0 kan niet in productie. Haal die regel weg.")
ACCOUNT_ADAPTER = "barometer.sign_in.adapters.StaffAccounts"
ACCOUNT_FORMS = {
    "login": "barometer.sign_in.forms.SignInForm",
    "reauthenticate": "barometer.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # Only for allauth's own check: nobody signs up.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip",
    # The reasons for these stand in barometer/sign_in/limits.py.
    "password_here": "5/5m/key",
    "password_anywhere": "60/h/key",
    "code_here": "5/5m/key",
    "code_anywhere": "20/h/key",
}
MFA_ADAPTER = "barometer.sign_in.adapters.StaffFactors"
MFA_FORMS = {
    "authenticate": "barometer.sign_in.forms.CodeForm",
    "authenticate_webauthn": "barometer.sign_in.forms.PasskeyForm",
    "reauthenticate": "barometer.sign_in.forms.ConfirmingCodeForm",
    "reauthenticate_webauthn": "barometer.sign_in.forms.ConfirmingPasskeyForm",
    "activate_totp": "barometer.sign_in.forms.FirstCodeForm",
    "add_webauthn": "barometer.sign_in.forms.NewPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Barometer"
MFA_TOTP_TOLERANCE = 1  # A code that was typed just before it changed.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL  # http on localhost
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Static files
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BAROMETER_HOME / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
BEHIND_TLS = not (DEBUG or LOCAL)
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz(/rounds)?$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
# One proxy stands before the site; what it says of the visitor is believed, what the visitor says is not.
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
# Chromium answers `no-referrer` with `Origin: null` on a post, which the respondent's pages refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "barometer.sign_in.sessions"  # Twelve hours at most.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# An hour after the last use; what counts as use is in barometer/sign_in/middleware.py.
SESSION_COOKIE_AGE = 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Logs: JSON lines with an allow-list of keys (barometer/logs.py).
LOGGING = logging_config(env.str("LOG_LEVEL", default="INFO"))
