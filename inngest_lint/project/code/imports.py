"""Which file of the project a dotted name means.

`sys.path` is not known. A file can be imported by each of its path's ends that begins outside a
package: `src/app/jobs.py` as `app.jobs`, and, if `app` has no `__init__.py`, as `jobs`. Of several
files for one name that nearest to the importing file is meant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Set
from pathlib import Path, PurePath

from inngest_lint.once import cached_property

_LAYOUTS = ("src", "lib", "python")  # directories that projects put on the path


class Imports:
    """The modules of a project by their dotted names."""

    def __init__(self, root: Path, paths: Iterable[Path]) -> None:
        self._root = root
        self._by_tail: dict[str, dict[Path, None]] = {}  # each once, in order
        self._packages: set[PurePath] = set()
        self._absolute: dict[tuple[str, Path], Path | None] = {}
        self._relative: dict[tuple[str, Path], Path | None] = {}
        for path in paths:
            self.add(path)

    def add(self, path: Path) -> None:
        """Makes a file known."""
        if path.name == "__init__.py":
            self._packages.add(path.parent)
        tail = path.parent.name if path.name == "__init__.py" else path.stem
        self._by_tail.setdefault(tail, {})[path] = None

    @cached_property
    def _on_path(self) -> frozenset[Path]:
        return frozenset(self._root / each for each in _LAYOUTS)

    @property
    def names(self) -> Set[str]:
        """The last parts of all dotted names of files."""
        return self._by_tail.keys()

    def relative(self, dotted: str, importer: Path) -> Path | None:
        """The file that a name with dots before it means in `importer`."""
        key = dotted, importer
        if key not in self._relative:
            name, base = dotted.lstrip("."), importer.parent
            for _ in range(len(dotted) - len(name) - 1):
                base = base.parent
            self._relative[key] = self._at(base, name.split(".") if name else [])
        return self._relative[key]

    def absolute(self, dotted: str, importer: Path) -> Path | None:
        """The file that a whole dotted name means in `importer`; None if it is none of ours."""
        key = dotted, importer.parent
        if key not in self._absolute:
            self._absolute[key] = self._find(dotted, importer)
        return self._absolute[key]

    def _find(self, dotted: str, importer: Path) -> Path | None:
        parts = dotted.split(".")
        single = len(parts) == 1
        if single and dotted in sys.stdlib_module_names:
            return None
        found: dict[Path, Path] = {}
        above = set(importer.parents)
        for path in self._by_tail.get(parts[-1], ()):
            base = _without(path, parts)
            if base is not None and base not in self._packages:
                # one name alone is imported from where Python looks, not from any directory
                if not single or base in above or base in self._on_path:
                    found[base] = path
        if not found:
            return None
        near = [base for base in found if base in above]
        if near:
            return found[max(near, key=lambda base: len(base.parts))]
        closest = sorted(found, key=lambda base: -_shared(base, importer))
        if len(closest) > 1 and _shared(closest[0], importer) == _shared(closest[1], importer):
            return None
        return found[closest[0]]

    def below(self, package: Path) -> list[Path]:
        """The modules of a package, given its `__init__.py`, and of those in it."""
        inside = f"{package.parent}{os.sep}"
        every = (path for paths in self._by_tail.values() for path in paths)
        return sorted(path for path in every if str(path).startswith(inside))

    def _at(self, base: Path, parts: list[str]) -> Path | None:
        """The module at a path below a directory."""
        if (parts[-1] if parts else base.name) not in self._by_tail:
            return None
        package = base.joinpath(*parts, "__init__.py")
        if package in self._by_tail.get(package.parent.name, ()):
            return package
        if not parts:
            return None
        module = base.joinpath(*parts[:-1], f"{parts[-1]}.py")
        return module if module in self._by_tail.get(parts[-1], ()) else None


def _without(path: Path, parts: list[str]) -> Path | None:
    """The directory from which `path` is imported as `parts`, if its end is that name."""
    names = path.parts[:-1]
    if path.name != "__init__.py":
        names += (path.stem,)
    if names[-len(parts) :] != tuple(parts):
        return None
    return path.parents[len(parts) - (path.name != "__init__.py")]


def _shared(base: Path, importer: Path) -> int:
    """How many directories a path has in common with the importing file."""
    count = 0
    for one, other in zip(base.parts, importer.parts, strict=False):
        if one != other:
            break
        count += 1
    return count
