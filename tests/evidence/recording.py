"""Counts how often the ordinary functions of a module run."""

import collections
import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One execution of a recorded function."""

    name: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = types.MappingProxyType({})


class Calls(collections.Counter[str]):
    """Executions by function name; `history` has them in order, with their arguments."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Call] = []

    def add(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        self[name] += 1
        self.history.append(Call(name, args, kwargs))


def record(module: types.ModuleType, *names: str) -> Calls:
    """Replace module-level functions of `module` by wrappers that count and call the original.

    Only calls that look the name up in the module are seen: a reference taken at import time
    (`HANDLERS = [charge_card]`) still leads to the original. Nothing is restored, since the
    modules of a proof are loaded anew for each test.
    """
    calls = Calls()
    for name in names:
        function = getattr(module, name)
        if not inspect.isfunction(function):
            raise TypeError(f"{module.__name__}.{name} is not a function: {function!r}")
        setattr(module, name, _counting(name, function, calls))
    return calls


def _counting(name: str, function: Callable[..., Any], calls: Calls) -> Callable[..., Any]:
    """Count executions, not calls: a coroutine that is never awaited has not run.

    A coroutine function stays one, because the SDK decides by `inspect.iscoroutinefunction`
    whether to await a step handler (sdk: `step_lib/step_async.py`, `run`).
    """
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def run_async(*args: Any, **kwargs: Any) -> Any:
            calls.add(name, args, kwargs)
            return await function(*args, **kwargs)

        return run_async

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        calls.add(name, args, kwargs)
        return function(*args, **kwargs)

    return run
