"""Runs Inngest functions on the real SDK, so that what a rule claims can be proved."""

from .executor import Run, Status, execute
from .modules import Load, fresh_modules
from .network import UnexpectedRequestError
from .recording import Call, Calls, record
from .wire import Failure

__all__ = [
    "Call",
    "Calls",
    "Failure",
    "Load",
    "Run",
    "Status",
    "UnexpectedRequestError",
    "execute",
    "fresh_modules",
    "record",
]
