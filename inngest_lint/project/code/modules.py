"""The modules of a project, read when somebody asks for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path

from inngest_lint.files import (
    GATE,
    UnreadableError,
    decode,
    may_be_reached,
    passes_gate,
    read,
)
from inngest_lint.once import cached_property
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.imports import Imports
from inngest_lint.project.code.trees import Trees

_NO_STEP = r"(?<!\bctx\.step)(?<!\bcontext\.step)"  # whose methods no project has


class Modules:
    """All modules of a project by path and by dotted name.

    `paths` are the files of the project, gone through when they are needed; `texts` what is in
    those that an editor holds, which beats the disk.
    """

    def __init__(
        self,
        root: Path,
        paths: Iterable[Path],
        texts: Mapping[Path, str],
        trees: Trees | None = None,
    ) -> None:
        self.root = root
        self._given = paths
        self._texts = texts
        self._trees = trees or Trees()
        self._known: dict[Path, ModuleFacts | None] = {
            path: ModuleFacts(path, text, self._trees) for path, text in texts.items()
        }
        self._plain: set[Path] = set()
        self._open: set[Path] = set()  # not behind the gate, and yet not plain
        self._behind_gate: list[ModuleFacts] | None = None
        self._saying: dict[str, list[ModuleFacts]] = {}
        self._having_name: dict[str, set[ModuleFacts]] = {}

    @property
    def consulted(self) -> dict[Path, ModuleFacts | None]:
        """The modules of which more has been asked than what the gate asks; None for unreadable."""
        return self._known

    @property
    def words(self) -> Set[str]:
        """The words for which all texts have been searched."""
        return self._saying.keys()

    def with_text(self, path: Path, text: str) -> Modules:
        """The same with another text in one file; what is known of the others is kept."""
        texts = {**self._texts, path: text}
        changed = Modules(self.root, self._given, texts, self._trees)
        changed._known = {**self._known, **changed._known}
        changed._plain = self._plain - {path}
        changed._open = self._open - {path}
        return changed

    @cached_property
    def _paths(self) -> list[Path]:
        return list(dict.fromkeys([*self._given, *self._texts]))

    @cached_property
    def _all(self) -> frozenset[Path]:
        return frozenset(self._paths)

    @cached_property
    def _imports(self) -> Imports:
        return Imports(self.root, self._paths)

    @property
    def behind_gate(self) -> list[ModuleFacts]:
        """The modules that can hold something of Inngest, in order of their paths."""
        if self._behind_gate is None:
            found = [module for path in self._paths if (module := self._gated(path)) is not None]
            self._behind_gate = sorted(found, key=lambda module: module.path)
        return self._behind_gate

    def __contains__(self, path: Path) -> bool:
        """Whether a file belongs to the project."""
        return path in self._all

    def is_plain(self, path: Path) -> bool:
        """Whether a file of the project can be read, and holds nothing that rules judge."""
        return path in self and self._gated(path) is None and path in self._plain

    def at(self, path: Path) -> ModuleFacts | None:
        """The module in a file; None if it cannot be read."""
        if path not in self._known:
            try:
                self._known[path] = self._facts(path, read(path))
            except UnreadableError:
                self._known[path] = None
        return self._known[path]

    def saying(self, word: str) -> list[ModuleFacts]:
        """The modules in whose text a word stands, in order of their paths.

        Of those that are not behind the gate, those that lie where others are: to look through all
        files of a large project would take longer than all the rest. Only what has the word is
        kept.
        """
        self.look_for({word})
        return self._saying[word]

    def look_for(self, words: Iterable[str]) -> None:
        """Finds the modules that say each of these words, and reads every file once for all."""
        new = [word for word in dict.fromkeys(words) if word not in self._saying]
        found = {word: [m for m in self.behind_gate if word in m.text] for word in new}
        for path in self._nearby if new else ():
            module = self._said(path, new)
            for word in new:
                if module is not None and word in module.text:
                    found[word].append(module)
        for word, modules in found.items():
            self._saying[word] = sorted(modules, key=lambda module: module.path)

    def using(self, module: ModuleFacts, name: str) -> list[ModuleFacts]:
        """The modules that may use what `module` calls `name`.

        They say it, and import the module, or the name itself from where that is imported; or they
        have it as an attribute. What is not behind the gate imports something around the module.
        """
        around = _names_in_imports(module.path, self.root)
        stem = _stem(module)
        return [
            other
            for other in self.saying(name)
            if other is module
            or (
                (stem in other.import_words or other in self._having(name))
                and (_is_gated(other) or not around.isdisjoint(other.import_words))
            )
        ]

    def _having(self, name: str) -> set[ModuleFacts]:
        """The modules that may have something of this name which is not their own."""
        if name not in self._having_name:
            attribute = re.compile(rf"{_NO_STEP}\.{re.escape(name)}\b")
            self._having_name[name] = {
                module
                for module in self.saying(name)
                if name in module.import_words
                or "import *" in module.text
                or attribute.search(module.text)
            }
        return self._having_name[name]

    def calling(self, module: ModuleFacts, name: str, *, method: bool) -> list[ModuleFacts]:
        """Those that may call what `module` calls `name`: by an import, or as a method."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        names = _names_in_imports(module.path, self.root)
        return [
            other
            for other in self.using(module, name)
            if other is module
            or (method and f".{name}" in other.text)
            or (not names.isdisjoint(other.import_words) and word.search(other.text))
        ]

    @cached_property
    def _nearby(self) -> list[Path]:
        """The files not behind the gate, at the root or in a directory with one that is."""
        trees = {"", *(_tree(module.path, self.root) for module in self.behind_gate)}
        gated = {module.path for module in self.behind_gate}
        return [
            path for path in self._paths if path not in gated and _tree(path, self.root) in trees
        ]

    def may_find(self, parts: Iterable[str], importer: ModuleFacts | None) -> bool:
        """Whether a file or a package has one of some names; a cheap question.

        With the module that imports, a directory around it may have one as well.
        """
        around = () if importer is None else importer.path.parts
        return not self._imports.names.isdisjoint((*parts, *around))

    def find(self, dotted: str, importer: ModuleFacts) -> ModuleFacts | None:
        """The module of the project that a dotted name means in `importer`."""
        relative = dotted.startswith(".")
        find: Callable[[str, Path], Path | None] = (
            self._imports.relative if relative else self._imports.absolute
        )
        path = find(dotted, importer.path)
        return self.at(path) if path is not None else None

    def below(self, package: ModuleFacts) -> Iterator[ModuleFacts]:
        """The modules of a package and of the packages in it."""
        for path in self._imports.below(package.path):
            module = self.at(path)
            if module is not None:
                yield module

    def _said(self, path: Path, words: Iterable[str]) -> ModuleFacts | None:
        """The module in a file if its text has one of some words."""
        known = self._known.get(path)
        if known is None and path not in self._known:
            try:
                data = read(path)
            except UnreadableError:
                return None
            if not any(word.encode() in data for word in words):
                return None
            known = self._known[path] = self._facts(path, data)
        return known

    def _gated(self, path: Path) -> ModuleFacts | None:
        """The module in a file behind the gate; the text of others is not kept."""
        known = self._known.get(path)
        if known is not None:
            return known if _is_gated(known) else None
        if path in self._plain or path in self._open:
            return None
        try:
            data = read(path)
        except UnreadableError:
            return None
        if not passes_gate(data):
            (self._open if may_be_reached(data) else self._plain).add(path)
            return None
        self._known[path] = self._facts(path, data)
        return self._known[path]

    def _facts(self, path: Path, data: bytes) -> ModuleFacts | None:
        try:
            text = decode(data, path, str(path)).text.removeprefix("\ufeff")
        except SyntaxError:
            return None
        return ModuleFacts(path, text, self._trees)


def _stem(module: ModuleFacts) -> str:
    """By what imports a module is named: the last part."""
    return module.path.parent.name if module.is_package else module.path.stem


def _is_gated(module: ModuleFacts) -> bool:
    return GATE.decode() in module.text


def _tree(path: Path, root: Path) -> str:
    """The directory right below the root in which a file lies; empty for the root."""
    parts = _below(path, root)
    return parts[0] if len(parts) > 1 else ""


def _below(path: Path, root: Path) -> tuple[str, ...]:
    """The parts of a path from the root on; all of one that does not lie there."""
    depth = len(root.parts)
    return path.parts[depth:] if path.parts[:depth] == root.parts else path.parts


def _names_in_imports(path: Path, root: Path) -> frozenset[str]:
    """What the imports of a file may say: a part of its path, or a dot before it."""
    return frozenset({".", *(part.removesuffix(".py") for part in _below(path, root))})
