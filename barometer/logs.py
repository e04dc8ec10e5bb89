"""Logs are JSON lines in which no person can be found: only known keys pass, tokens and addresses are masked."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED_KEYS = frozenset(
    {"event", "level", "logger", "timestamp", "exception", "request_id", "user_id"}
    | {"method", "path", "status", "milliseconds"}
    | {"edition", "wave", "letter", "response", "invitation", "questionnaire", "state", "count"}
    | {"contact_import"}
)
TOKEN_IN_PATH = re.compile(r"/(u|afmelden|uitnodiging)/[^/\s\"']+")
ADDRESS = re.compile(r"[^\s@<>(\"'=]+@[^\s@<>)\"']+")


def mask(text: str) -> str:
    """The text without the token of a personal link and without mail addresses."""
    return ADDRESS.sub("***@***", TOKEN_IN_PATH.sub(r"/\1/***", text))


def keep_allowed_keys(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A key that nobody thought about is dropped, so that a new log line cannot leak an answer."""
    return {
        key: mask(value) if isinstance(value, str) else value
        for key, value in event.items()
        if key in ALLOWED_KEYS
    }


ENRICH: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Our own lines are masked before they reach any handler, those of others when they are written.
MASK: list[Any] = [structlog.processors.format_exc_info, keep_allowed_keys]


def logging_config(level: str) -> dict[str, Any]:
    """The logging of Django, Celery and ourselves, as one stream of JSON lines on standard error."""
    structlog.configure(
        processors=[*ENRICH, *MASK, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": ENRICH,
                "processors": [
                    *MASK,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Both would log through their own handlers; the request line of the middleware says it all.
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": False},
        },
    }
