"""Imports a whole fixture project and writes down what it serves."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import inngest
from inngest._internal import comm_lib

Named = tuple[str, str]  # a file of the project, and the name of a handler in it


@dataclass
class Served:
    """What a project made, and what it handed to the SDK, call by call."""

    made: list[inngest.Function[Any]] = field(default_factory=list)
    calls: list[tuple[inngest.Inngest, list[inngest.Function[Any]]]] = field(default_factory=list)

    @property
    def functions(self) -> list[inngest.Function[Any]]:
        return [function for _, functions in self.calls for function in functions]


@contextlib.contextmanager
def importable(project: Path) -> Iterator[None]:
    """Puts a project on the path; its modules are forgotten afterwards."""
    known, path = set(sys.modules), list(sys.path)
    sys.path[:0] = [str(project), *map(str, sorted(project.rglob("src")))]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = path
        new = set(sys.modules) - known
        for name in [name for name in new if lies_in(sys.modules[name], project)]:
            del sys.modules[name]


def lies_in(module: ModuleType, project: Path) -> bool:
    """Whether a module, or a package without `__init__.py`, was read from a project."""
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(place and Path(place).is_relative_to(project) for place in places)


@contextlib.contextmanager
def watched() -> Iterator[Served]:
    """Writes down every function that is made and every list that the SDK is given."""
    served = Served()
    make, handle = inngest.Function.__init__, comm_lib.CommHandler.__init__

    def making(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        served.made.append(self)

    def handling(self: Any, **kwargs: Any) -> None:
        handle(self, **kwargs)
        served.calls.append((kwargs["client"], list(kwargs["functions"])))

    with (
        mock.patch.dict(os.environ, {"INNGEST_DEV": "1"}),
        mock.patch.object(inngest.Function, "__init__", making),
        mock.patch.object(comm_lib.CommHandler, "__init__", handling),
        mock.patch("signal.signal"),  # connect() takes over those of the process
    ):
        yield served


def main_of(project: Path) -> str:
    """The dotted name of the project's only `main.py`, from the directory that is on the path."""
    [main] = project.rglob("main.py")
    parts = main.relative_to(project).with_suffix("").parts
    return ".".join(parts[parts.index("src") + 1 :] if "src" in parts else parts)


def handler_of(function: inngest.Function[Any]) -> Named:
    handler: Any = function
    while isinstance(handler, inngest.Function):
        handler = handler._handler
    handler = getattr(handler, "__wrapped__", handler)
    return handler.__code__.co_filename, handler.__name__


def execution_request(event: str) -> dict[str, object]:
    """What the server sends to start a run (sdk: `server_lib/execution_request.py`)."""
    ctx = {
        "attempt": 0,
        "disable_immediate_execution": False,
        "max_attempts": 1,
        "run_id": "run-1",
        "stack": {"stack": []},
    }
    sent = {"name": event, "data": {"id": "1"}}
    return {"ctx": ctx, "event": sent, "events": [sent], "steps": {}, "use_api": False}


def missing(function: str) -> dict[str, str]:
    """What the SDK answers, with status 500, when it is asked for a function it does not know."""
    return {
        "code": "function_not_found",
        "message": f"function {function} not found",
        "name": "FunctionNotFoundError",
    }
