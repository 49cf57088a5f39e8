"""The errors of the SDK, and which classes outside a project inherit from which."""

from __future__ import annotations

import builtins

from inngest_lint.sdk.python import is_standard
from inngest_lint.sdk.side_effects import SIDE_EFFECTS

STEP_ERROR = "inngest.StepError"
NON_RETRIABLE = "inngest.NonRetriableError"
RETRY_AFTER = "inngest.RetryAfterError"
# What a step handler raises of these reaches the function as it is, before anything is memoized
# (sdk: _internal/step_lib/step_async.py, `Step.run`).
RETRY_CONTROL = frozenset({NON_RETRIABLE, RETRY_AFTER})

# sdk: _internal/errors.py: their base is not exported
_ERROR = "inngest._internal.errors.Error"
_OF_SDK = frozenset({STEP_ERROR, *RETRY_CONTROL})
# What a `StepError` has: its own, that of its base, and that of any exception. It is made anew in
# each request, so that it has no cause.
STEP_ERROR_ATTRIBUTES = frozenset(
    "name message stack code include_stack is_retriable _name _message _stack add_note".split()
).union(dir(Exception)) - {"__cause__", "__context__"}

# Errors that tell of a value that is wrong, and stays so.
OF_VALUES = frozenset({"builtins.LookupError", "builtins.TypeError", "builtins.ValueError"})

# What every error of somebody else is taken to be.
ROOTS = frozenset({"builtins.Exception", "builtins.BaseException"})
# Other names of builtin errors, and errors of the standard library that inherit from others.
_STANDARD = {
    "asyncio.TimeoutError": "builtins.TimeoutError",
    "asyncio.exceptions.TimeoutError": "builtins.TimeoutError",
    "concurrent.futures.TimeoutError": "builtins.TimeoutError",
    "socket.timeout": "builtins.TimeoutError",
    "socket.error": "builtins.OSError",
    "asyncio.CancelledError": "builtins.BaseException",
    "asyncio.exceptions.CancelledError": "builtins.BaseException",
    "json.JSONDecodeError": "builtins.ValueError",
    "json.decoder.JSONDecodeError": "builtins.ValueError",
    "subprocess.TimeoutExpired": "subprocess.SubprocessError",
    "subprocess.CalledProcessError": "subprocess.SubprocessError",
    "urllib.error.URLError": "builtins.OSError",
    "urllib.error.HTTPError": "urllib.error.URLError",
    "smtplib.SMTPException": "builtins.OSError",
}
# What expressions raise that reach nothing outside: operators, look-ups, conversions, tests.
_PLAIN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
)
_SERVICES = frozenset(name.partition(".")[0] for name in SIDE_EFFECTS) | {"botocore", "google"}


def ancestors(symbol: str) -> frozenset[str] | None:
    """The classes outside the project that an error is one of; None where they are not known."""
    found = _line(symbol)
    last = found[-1]
    if last in _OF_SDK:
        return ROOTS.union(found, {_ERROR})
    cls = _builtin(last)
    if cls is None:
        return None
    return frozenset((*found, *(f"builtins.{each.__name__}" for each in cls.__mro__)))


def may_be_plain(symbol: str) -> bool:
    """Whether an `except` of this class may catch what an expression raises without any call."""
    cls = _builtin(_line(symbol)[-1])
    if cls is None:
        return is_standard(symbol)
    return any(issubclass(cls, each) or issubclass(each, cls) for each in _PLAIN)


def is_of_service(symbol: str) -> bool:
    """Whether a name is of a package that talks to a service, so that its errors are its own."""
    return symbol.partition(".")[0] in _SERVICES and not is_standard(symbol)


def is_plain_attribute(name: str) -> bool:
    """Whether an error that an expression raises may have this attribute."""
    return any(hasattr(each, name) for each in (*_PLAIN, UnicodeDecodeError, KeyError))


def _line(symbol: str) -> list[str]:
    """A class and its bases, one after the other, as far as the tables go."""
    found = [symbol]
    while (base := _STANDARD.get(found[-1])) is not None:
        found.append(base)
    return found


def _builtin(symbol: str) -> type[BaseException] | None:
    module, _, name = symbol.rpartition(".")
    cls = getattr(builtins, name, None) if module == "builtins" else None
    return cls if isinstance(cls, type) and issubclass(cls, BaseException) else None
