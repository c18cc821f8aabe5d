"""Settings. Every environment variable read here is explained in docs/deploying.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE

from . import environment, work

BASE_DIR = Path(__file__).resolve().parent.parent

PLUMBLINE_HOME = environment.home(BASE_DIR)
PLUMBLINE_HOME.mkdir(parents=True, exist_ok=True)

# Hugging Face id or local folder; empty means the MiniLM that a pinned package carries.
PLUMBLINE_ENCODER = os.environ.get("PLUMBLINE_ENCODER", "")
# The slow clock: passes over the answers, and the peak learning rate of the encoder.
PLUMBLINE_MAX_TOKENS = environment.number("PLUMBLINE_MAX_TOKENS", default=4096, minimum=16)
# A candidate is promoted by so many held-out answers, if it is worse with at most this per cent.
PLUMBLINE_PROMOTE_ANSWERS = environment.number("PLUMBLINE_PROMOTE_ANSWERS", default=50, minimum=1)
PLUMBLINE_PROMOTE_RISK = environment.number("PLUMBLINE_PROMOTE_RISK", default=25, minimum=0)
PLUMBLINE_TRAIN_EPOCHS = environment.number("PLUMBLINE_TRAIN_EPOCHS", default=2, minimum=1)
PLUMBLINE_TRAIN_LEARNING_RATE = environment.positive("PLUMBLINE_TRAIN_LEARNING_RATE", default=2e-5)
# Responses encoded at a time, and batches whose gradients make one step.
PLUMBLINE_TRAIN_BATCH = environment.number("PLUMBLINE_TRAIN_BATCH", default=32, minimum=2)
PLUMBLINE_TRAIN_ACCUMULATION = environment.number(
    "PLUMBLINE_TRAIN_ACCUMULATION", default=1, minimum=1
)
# Rank of the adapters by which decoder language models are trained; 0 trains all weights.
PLUMBLINE_TRAIN_LORA_RANK = environment.number("PLUMBLINE_TRAIN_LORA_RANK", default=16)
# A configuration of accelerate, by which training runs are spread over processes and hosts; empty
# means in the training worker itself.
PLUMBLINE_TRAIN_LAUNCH = os.environ.get("PLUMBLINE_TRAIN_LAUNCH", "")
# How long the scorer may take for a part of a request before it is answered 503, in milliseconds.
PLUMBLINE_SCORER_WAIT_MS = environment.number("PLUMBLINE_SCORER_WAIT_MS", default=10_000)
# Requests for rewards under way at a time in a web process, of its threads.
PLUMBLINE_SCORER_REQUESTS = environment.number("PLUMBLINE_SCORER_REQUESTS", default=4, minimum=1)

DEBUG = environment.flag("PLUMBLINE_DEBUG", default=False)
SECRET_KEY = environment.secret_key(PLUMBLINE_HOME)
# Older keys, which may be weak: they still read what they signed and encrypted, and sign nothing.
SECRET_KEY_FALLBACKS = environment.names("PLUMBLINE_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = environment.names(
    "PLUMBLINE_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = environment.names("PLUMBLINE_TRUSTED_ORIGINS", default=[])
_BEHIND_TLS = environment.flag("PLUMBLINE_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if _BEHIND_TLS else 0
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "feedback",
    "rewardmodel",
]

MIDDLEWARE = [
    # What sets headers stands before what answers, so that static files carry them too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "feedback.api.bounds.RequestBounds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

# Nothing runs in a page but what this server sends. The page itself names a nonce for the style
# elements that its components make.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "style-src": ["'self'", NONCE],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

CSRF_FAILURE_VIEW = "feedback.api.errors.csrf_failure"
ROOT_URLCONF = f"{__package__}.urls"
WSGI_APPLICATION = f"{__package__}.wsgi.application"
ASGI_APPLICATION = f"{__package__}.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    asked = environment.address("DATABASE_URL", schemes=("postgres", "postgresql", "sqlite"))
    url = asked or f"sqlite:///{PLUMBLINE_HOME / 'plumbline.sqlite3'}"
    database: dict[str, Any] = dict(
        # A connection that broke since the last request is replaced, not used.
        dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    )
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            # Writers queue at BEGIN instead of failing when a read turns into a write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            # What is deleted is overwritten, not only no longer found.
            "PRAGMA secure_delete=ON;",
        }
    else:
        # A server that is away is said to be so; connections end with the network that held them.
        database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "feedback.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login"
# Wrong logins are counted by client and by account. Behind proxies the client is the address that
# the outermost trusted one put into X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PLUMBLINE_TRUSTED_PROXIES", default=0)
# Beside allauth's own limits: refused invitations.
ACCOUNT_RATE_LIMITS = {"invitation": "10/m/ip"}
ACCOUNT_ADAPTER = "feedback.accounts.InvitedPeople"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
HEADLESS_ONLY = True
# Pages of the front end. What stands behind the "#" never reaches a server's log.
HEADLESS_FRONTEND_URLS = {
    "account_reset_password": "/forgotten-password",
    "account_reset_password_from_key": "/new-password#{key}",
    "account_signup": "/login",
}
HEADLESS_CLIENTS = ("browser",)

# Who may make projects: superusers alone, admins of a project too, or everybody.
PLUMBLINE_PROJECT_CREATION = environment.choice(
    "PLUMBLINE_PROJECT_CREATION", default="superusers", among=("superusers", "admins", "everybody")
)
# Without a mail server nobody is sent mail: admins hand out one-time links instead.
_MAIL_SERVER = environment.mail_server("PLUMBLINE_MAIL_URL")
PLUMBLINE_SENDS_MAIL = bool(_MAIL_SERVER)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL_SERVER else 'dummy'}.EmailBackend"
globals().update(_MAIL_SERVER)
DEFAULT_FROM_EMAIL = os.environ.get("PLUMBLINE_MAIL_FROM", "") or "plumbline@localhost"

REDIS_URL = environment.address("REDIS_URL", schemes=("redis", "rediss", "unix"))
CACHES = {
    "default": (
        {"BACKEND": f"{__package__}.cache.RedisOrMemory", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": PLUMBLINE_HOME / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},  # above it, a third is thrown out by lot
        }
    )
}

# Background work: its kinds, and the queues by urgency.
WORK, WORK_QUEUES = work.KINDS, work.QUEUES

CELERY_TASK_ROUTES = {
    "rewardmodel.score": {"queue": "live"},
    "rewardmodel.scheduled_retrain": {"queue": "soon"},
    "feedback.expire_uploads": {"queue": "bulk"},
    "feedback.begin_due_rounds": {"queue": "soon"},
}
CELERY_TASK_DEFAULT_QUEUE = "soon"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# An annotator never waits for a broker that is away: the sweep picks up what was not announced.
CELERY_TASK_PUBLISH_RETRY = False
# Nothing asks for the results of tasks, so there is no place for them that could be away.
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "uploads": {
        "task": "feedback.expire_uploads",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "plans": {
        "task": "feedback.begin_due_rounds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        # Longer than the longest training run, so that none is handed out twice.
        "visibility_timeout": 24 * 60 * 60,
    }
else:
    for _folder in ("broker/queue", "broker/control"):
        (PLUMBLINE_HOME / _folder).mkdir(parents=True, exist_ok=True)
    # A transport of one's own is named here, and then the address must have no scheme.
    CELERY_BROKER_TRANSPORT = f"{__package__}.file_broker:Transport"
    CELERY_BROKER_URL = "files"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(PLUMBLINE_HOME / "broker" / "queue"),
        "data_folder_out": str(PLUMBLINE_HOME / "broker" / "queue"),
        "control_folder": str(PLUMBLINE_HOME / "broker" / "control"),
        "polling_interval": 0.02,
    }

STATIC_URL = "/static/"
STATIC_ROOT = PLUMBLINE_HOME / "static"
# In the repository; the wheel has the built pages beside this file.
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
if not FRONTEND_DIST.is_dir():
    FRONTEND_DIST = Path(__file__).resolve().parent / "pages"
WHITENOISE_ROOT = FRONTEND_DIST if FRONTEND_DIST.is_dir() else None
# The names of the build's files have hashes of their contents: browsers never ask for one twice.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"
STORAGES = {
    "default": {
        "BACKEND": "feedback.files.WholeFileStorage",
        "OPTIONS": {"location": PLUMBLINE_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# The most that any view takes as a body that is no upload; feedback.api.bounds has what most take.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
PLUMBLINE_MAX_UPLOAD_MB = environment.number("PLUMBLINE_MAX_UPLOAD_MB", default=1024, minimum=1)
PLUMBLINE_KEEP_UPLOADS_DAYS = environment.number("PLUMBLINE_KEEP_UPLOADS_DAYS", default=30)

# Calls of generators under way at a time, of all workers together.
PLUMBLINE_ENDPOINT_CALLS = environment.number("PLUMBLINE_ENDPOINT_CALLS", default=1, minimum=1)
# Hosts that generators may call (any but link-local ones where empty), and the environment
# variables that hold keys for some of them.
PLUMBLINE_ENDPOINT_HOSTS = environment.names("PLUMBLINE_ENDPOINT_HOSTS", default=[])
PLUMBLINE_ENDPOINT_KEYS = environment.keys_for_hosts("PLUMBLINE_ENDPOINT_KEYS")

# What /metrics asks for; empty means that there is no such page.
PLUMBLINE_METRICS_TOKEN = environment.token("PLUMBLINE_METRICS_TOKEN", minimum=16)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "feedback.api.authentication.BearerAuthentication",
        "feedback.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "feedback.api.pagination.NewestFirst",
    "EXCEPTION_HANDLER": "feedback.api.errors.handle_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_MODEL": "feedback.AccessToken",
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": 100,
}
KNOX_TOKEN_MODEL = "feedback.AccessToken"
# Knox's migrations make its own token table although ours replaces it.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Plumbline",
    "DESCRIPTION": "Preferences, the queue of comparisons, and the reward model they train.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "feedback.api.schema.require_all_in_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AcquisitionRuleEnum": "feedback.acquisition_rules.names_and_labels",
        "AnswerSourceEnum": "rewardmodel.api.metric_serializers.SOURCES",
        "ImportContainerEnum": "feedback.imports.CONTAINERS",
        "ImportFormatEnum": "feedback.imports.FORMATS",
        "RoleEnum": "feedback.models.Membership.Role",
        "SliceEnum": "rewardmodel.api.metric_serializers.WAYS",
        "SplitUnitEnum": "feedback.api.document_serializers.UNITS",
        "NodeStateEnum": "feedback.models.Node.State",
        "DocumentStateEnum": "feedback.models.Document.State",
        "GeneratorKindEnum": "feedback.models.Generator.Kind",
        "JobKindEnum": "feedback.models.Job.Kind",
        "RemovalKindEnum": "feedback.models.Removal.Kind",
        "RemovalModeEnum": "feedback.models.Removal.Mode",
        "PlaceKindEnum": "feedback.api.provenance_serializers.KINDS",
        "WorkStateEnum": "feedback.models.Work.State",
        "StreamEnum": "feedback.models.Comparison.Stream",
        "AnswerEnum": ["a", "b", "tie"],
        "PreferenceChoiceEnum": "feedback.models.Preference.Choice",
        "AskRationaleEnum": "feedback.models.Project.Rationale",
        "QuestionKindEnum": ["scale", "choice", "text"],
        "StrengthStepsEnum": "feedback.models.Project.StrengthSteps",
        "VersionStateEnum": "rewardmodel.models.ModelVersion.State",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}},  # not a line for every call of a generator
}
