"""Django settings, one file, grouped.

Every value that an operator may change comes from ``config.env``.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("COMMONLOOM_DATA", BASE_DIR / "var")


def secret_key() -> str:
    """Give the key that signs sessions and resumption tokens.

    From the environment, else kept in the data folder.
    """
    if given := env.text("COMMONLOOM_SECRET_KEY"):
        return given
    file = DATA_DIR / "secret-key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("x") as opened:
                file.chmod(0o600)
                opened.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process was first
    return file.read_text()


# --- The site -------------------------------------------------------------------------------------
PORT = env.whole_number("PORT", 8000, low=1, high=65535)
PUBLIC_URL = env.web_address("COMMONLOOM_PUBLIC_URL", f"http://127.0.0.1:{PORT}")
SITE_NAME = env.text("COMMONLOOM_SITE_NAME", "Commonloom")
ADMIN_EMAIL = env.text("COMMONLOOM_ADMIN_EMAIL", "admin@example.org")
SECRET_KEY = secret_key()
DEBUG = env.flag("COMMONLOOM_DEBUG", default=False)
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
ALLOWED_HOSTS = [PUBLIC_HOST, "localhost", "127.0.0.1", "[::1]", *env.words("COMMONLOOM_HOSTS")]
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(PUBLIC_URL))]

# --- Parts ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "config",
    "licensing",
    "repository",
    "harvester",
    "search",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "repository.remix.context.my_list",
            ]
        },
    }
]

# --- Serving --------------------------------------------------------------------------------------
BIND_HOST = env.text("COMMONLOOM_BIND", "127.0.0.1")
WEB_PROCESSES = env.whole_number("COMMONLOOM_WEB_PROCESSES", 2, low=1, high=64)
SAMPLE_PARTNER = env.flag("COMMONLOOM_SAMPLE_PARTNER", default=True)

# --- Data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "commonloom.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SEARCH_URL = env.search_address("SEARCH_URL", f"tantivy:{DATA_DIR / 'search'}")
SEARCH_SEMANTIC = env.flag("COMMONLOOM_SEMANTIC", default=False)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    },
    "downloads": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "downloads",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
DOWNLOAD_DAYS = env.whole_number("COMMONLOOM_DOWNLOAD_DAYS", 400, low=1, high=36_500)

# --- Background work ------------------------------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")

# --- Harvesting -----------------------------------------------------------------------------------
HARVEST_ALLOWED_HOSTS = env.words("COMMONLOOM_ALLOW_HOSTS")
HARVEST_ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
HARVEST_CONTACT = ADMIN_EMAIL
HARVEST_HOLD_PERCENT = env.whole_number("COMMONLOOM_HOLD_PERCENT", 10, low=0, high=100)
HARVEST_COMPARE_DAYS = env.whole_number("COMMONLOOM_COMPARE_DAYS", 7, low=0, high=365)

# --- Licences -------------------------------------------------------------------------------------
NC_COUNTS_AS_OER = env.flag("COMMONLOOM_NC_IS_OER", default=False)
SECOND_CURATOR = env.flag("COMMONLOOM_SECOND_CURATOR", default=False)
PARTNERS_MAY_DECIDE = env.flag("COMMONLOOM_PARTNERS_MAY_DECIDE", default=False)
SEEK_EVIDENCE = env.flag("COMMONLOOM_SEEK_EVIDENCE", default=False)

# --- Languages ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("zh-hans", "中文（简体）"),
]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- Mail -----------------------------------------------------------------------------------------
MAIL_SERVER = env.mail("EMAIL_URL")
EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL_SERVER.backend, MAIL_SERVER.folder or None
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.use_tls, MAIL_SERVER.use_ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("COMMONLOOM_MAIL_FROM", ADMIN_EMAIL)
OPERATOR_EMAILS = env.words("COMMONLOOM_OPERATOR_EMAILS", env.text("COMMONLOOM_ADMIN_EMAIL"))
MAIL_LANGUAGE = env.one_of(
    "COMMONLOOM_MAIL_LANGUAGE", LANGUAGE_CODE, [code for code, _ in LANGUAGES]
)

# --- Static files ---------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Safety ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_URL.startswith("https:") else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PUBLIC_URL.startswith(
    "https:"
)
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# --- Being harvested ------------------------------------------------------------------------------
OAI_PAGE_SIZE = env.whole_number("COMMONLOOM_OAI_PAGE_SIZE", 100, low=1, high=1000)

# --- API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly"
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {"TITLE": f"{SITE_NAME} API", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# --- Logging --------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {  # what they warn of is raised and told in our words
        name: {"level": "ERROR"} for name in ("opensearch", "elastic_transport")
    },
    "root": {"handlers": ["console"], "level": env.text("COMMONLOOM_LOG_LEVEL", "WARNING").upper()},
}
