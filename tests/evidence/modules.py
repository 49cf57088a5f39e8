"""Loads the modules of a fixture anew for each test, since they keep state and clients."""

import contextlib
import importlib
import importlib.util
import itertools
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

Load = Callable[[str], types.ModuleType]

_numbers = itertools.count(1)


@contextlib.contextmanager
def fresh_modules(folder: Path) -> Iterator[Load]:
    """Give a function that loads `name.py`, or the package `name/`, of `folder`.

    Inside the block `folder` comes first on `sys.path`, so that a fixture can import its
    siblings; afterwards every module that was read from `folder` is forgotten.
    """
    known = set(sys.modules)
    # A file written a moment ago is not seen through the finders' directory caches.
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    try:
        yield lambda name: _load(folder, name)
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if _lies_in(sys.modules[name], folder):
                del sys.modules[name]


def _load(folder: Path, name: str) -> types.ModuleType:
    """Execute a module under a name of its own, so that no two loads share anything."""
    package = folder / name
    path = package / "__init__.py" if package.is_dir() else folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(
        f"_fixture_{next(_numbers)}_{name}",
        path,
        submodule_search_locations=[str(package)] if package.is_dir() else None,
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    # Before execution, as the import system does: dataclasses and pydantic look their module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _lies_in(module: types.ModuleType, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(folder)
