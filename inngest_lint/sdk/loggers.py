"""Calls that write a line of a log, other than by the logger of the context."""

from inngest_lint.sdk.names import CLIENT
from inngest_lint.sdk.python import LOG_METHODS

_LOGGERS = frozenset(
    {
        "logging",
        "logging.root",
        "logging.getLogger()",
        "logging.Logger()",
        "logging.LoggerAdapter()",
        "loguru.logger",
        "structlog.get_logger()",
        "structlog.getLogger()",
        "structlog.stdlib.get_logger()",
        f"{CLIENT}.logger",
    }
)
# Methods of a logger that give another one.
_DERIVING = (".bind()", ".getChild()", ".new()", ".opt()")


def may_log(symbol: str) -> bool:
    """Whether the last name of a symbol is that of a method that writes a line."""
    return symbol.rpartition(".")[2] in LOG_METHODS


def is_log(symbol: str) -> bool:
    """Whether calling `symbol` writes a line."""
    if not may_log(symbol):
        return False
    logger = symbol.rpartition(".")[0]
    while logger.endswith(_DERIVING):
        logger = logger.rpartition(".")[0]
    return logger in _LOGGERS
