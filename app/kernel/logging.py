"""Structured logs: one event a line, on standard error, with the request id of the request in whose course it happened."""
import logging
import sys
from typing import TextIO

import structlog

from app.kernel.settings import Settings

HANDLER = "zfl"
SHARED = [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
          structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.StackInfoRenderer()]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """One handler for our events and for those of the libraries (waitress, alembic, SQLAlchemy), on standard
    error unless told otherwise."""
    unhook()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = HANDLER
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=_rendering(settings)))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(settings.log_level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
                        logger_factory=structlog.stdlib.LoggerFactory(),
                        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
                        cache_logger_on_first_use=False)


def unhook() -> None:
    """Take our handler off again; others' stay."""
    root = logging.getLogger()
    root.handlers[:] = [h for h in root.handlers if h.name != HANDLER]


def _rendering(settings: Settings) -> list:
    last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    if settings.log_format == "console":
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]


def bind(**values) -> None:
    """Every later event of this thread carries these values, until `clear()`."""
    structlog.contextvars.bind_contextvars(**values)


def clear() -> None:
    structlog.contextvars.clear_contextvars()


get = structlog.stdlib.get_logger
