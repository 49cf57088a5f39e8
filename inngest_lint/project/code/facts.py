"""One module of the project: its text, and what that says as long as it is at hand.

Only what is asked for is read: the text first, its tree when a name of it is wanted.
"""

from __future__ import annotations

import ast
import io
import itertools
import re
import sys
from pathlib import Path

from inngest_lint.noqa import Noqa
from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import source_of, statements
from inngest_lint.project.code.tree import Tree
from inngest_lint.project.code.trees import Trees

# an import, with the lines that brackets or a backslash add to it
_IMPORT = re.compile(
    r"^[ \t]*(?:from|import)\b(?:[^\n(#]*\([^)]*|(?:[^\n\\]|\\\r?\n|\\.)*)", re.MULTILINE
)
_RELATIVE = re.compile(r"[ \t]*from[ \t]+\.")
_WORD = re.compile(r"\w+")
_numbers = itertools.count(1)  # one for each module, which no other has


class ModuleFacts:
    """A module: its path, its text, and what these say."""

    def __init__(self, path: Path, text: str, trees: Trees | None = None) -> None:
        self.path = path
        self.text = text
        self._trees = trees or Trees()
        self._number = next(_numbers)
        self._written: dict[tuple[str, int], int] = {}
        self._size: int | None = None
        self._tree: Tree | None = None

    @property
    def tree(self) -> Tree:
        """What its text says; not kept for long, but read anew when it is asked for."""
        return self._tree or self._read()

    def _read(self) -> Tree:
        tree = Tree(self._number, self.text, self._written)
        if self._size not in (None, tree.size):  # it was read before, less deep in calls
            raise RecursionError
        self._size = tree.size
        self._tree = tree
        self._trees.keep(self, tree.size)
        return tree

    def let_go(self) -> None:
        """Forgets its tree."""
        self._tree = None

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a package."""
        return self.path.name == "__init__.py"

    @cached_property
    def noqa(self) -> Noqa:
        """What its comments turn off."""
        return Noqa(io.StringIO(self.text, newline=None).readlines())

    @cached_property
    def import_words(self) -> frozenset[str]:
        """The words in what begins as imports do, and a dot if one is relative."""
        lines = _IMPORT.findall(self.text)
        dot = "." if any(map(_RELATIVE.match, lines)) else ()
        return frozenset[str](dot).union(*(map(sys.intern, _WORD.findall(line)) for line in lines))

    @cached_property
    def starred(self) -> list[str]:
        """The modules from which it imports every name, as dotted names."""
        return [
            source_of(statement)
            for statement in statements(self.tree.root.body)
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        ]
