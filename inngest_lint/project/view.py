"""What a file under check sees of the project around it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from inngest_lint.once import cached_property
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.things import Thing
from inngest_lint.project.project import Project
from inngest_lint.sdk.python import is_standard
from inngest_lint.sdk.versions import Version


class View:
    """A project and the file of it that is under check, with the text in hand.

    Nothing of the project is read before something of it is asked.
    """

    def __init__(self, project: Project, path: Path, text: str) -> None:
        self._project = project
        self._path = path
        self._text = text
        self._found: dict[str, list[Thing]] = {}

    @cached_property
    def project(self) -> Project:
        """The project in which the file holds that text."""
        return self._project.with_text(self._path, self._text)

    @property
    def sdk_version(self) -> Version:
        """The newest version of the SDK that the project pins for the file."""
        return self._project.pins.newest(self._path.parent)

    @cached_property
    def facts(self) -> ModuleFacts:
        """What the project knows of the file itself."""
        return self.project.modules.at(self._path) or ModuleFacts(self._path, self._text)

    def thing(self, symbol: str) -> Thing | None:
        """The one thing that a symbol, as the file spells it, stands for in another module."""
        if not may_be_of_project(symbol):
            return None
        try:
            found = self.lookup(symbol)
        except RecursionError:
            return None
        return found[0] if len(found) == 1 else None

    def lookup(self, symbol: str) -> list[Thing]:
        """What a symbol stands for, as the file spells it."""
        found = self._found.get(symbol)
        if found is None:
            found = self._found[symbol] = self.project.resolver.lookup(symbol, self.facts)
        return found


@lru_cache(10_000)  # it is asked of the same symbols in every file
def may_be_of_project(symbol: str) -> bool:
    """Whether a symbol may be of another module of the project, as its name goes."""
    return symbol.startswith(".") or not (
        not symbol or symbol.startswith(("builtins.", "inngest.")) or is_standard(symbol)
    )


def alone(path: Path, text: str) -> View:
    """The view of a file that is all there is of its project."""
    return View(Project(path.parent, [], {path: text}), path, text)
