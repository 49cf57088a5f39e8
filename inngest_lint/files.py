"""From paths to sources: what is on disk, what is left out, and how bytes become text."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pathspec

GATE = b"inngest"  # a file without this word has no Inngest function
DEFAULT_EXCLUDE = (
    "__pycache__ __pypackages__ .bzr .direnv .eggs .git .hg .mypy_cache .nox .pytest_cache "
    ".ruff_cache .svn .tox .venv venv build dist node_modules site-packages"
).split()


class UnreadableError(Exception):
    """A path that cannot be checked; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to check: where it is, what to call it, and its text as on disk."""

    path: Path
    name: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, as Python counts them."""
        return io.StringIO(self.text, newline=None).readlines()


def display_name(path: Path) -> str:
    """The path relative to the current directory if it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def passes_gate(data: bytes) -> bool:
    """Whether a file can hold anything the rules judge."""
    return GATE in data


def read(path: Path) -> bytes:
    """The bytes of a file; raises UnreadableError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{display_name(path)}: {error.strerror}") from None


def decode(data: bytes, path: Path, name: str) -> SourceFile:
    """The source in `data`, in the encoding its BOM or cookie declares.

    Raises SyntaxError, with a message that names the first byte that does not fit.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not valid {encoding}"
        raise SyntaxError(message, (name, row, 1, None)) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise SyntaxError("source code cannot contain null bytes", (name, row, 1, None))
    return SourceFile(path, name, text)


_Rules = list[tuple[Path, pathspec.GitIgnoreSpec]]


def python_files(directory: Path, exclude: Exclude) -> Iterator[Path]:
    """The Python files below `directory` in order, without those that git or `exclude` ignore.

    Directories behind links are not entered, so that a loop of links ends.
    """
    directory = Path(os.path.abspath(directory))
    yield from _below(directory, [*exclude.rules(directory), *_git_rules_above(directory)])


def is_excluded(path: Path, exclude: Exclude) -> bool:
    """Whether a path that was named itself is one that a walk from its root would leave out."""
    path = Path(os.path.abspath(path))
    return _is_ignored(path, False, [*exclude.rules(exclude.root), *_git_rules_above(path.parent)])


@dataclass(frozen=True, slots=True)
class Exclude:
    """The patterns of the setting `exclude`, relative to `root`."""

    patterns: tuple[str, ...]
    root: Path

    def rules(self, directory: Path) -> _Rules:
        """The patterns, after those that hold by default below `directory`."""
        by_default = pathspec.GitIgnoreSpec.from_lines(DEFAULT_EXCLUDE)
        own = pathspec.GitIgnoreSpec.from_lines(self.patterns)
        return [(directory, by_default), (self.root, own)]


def _below(directory: Path, rules: _Rules) -> Iterator[Path]:
    own = _git_rules(directory)
    if own is not None:
        rules = [*rules, (directory, own)]
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError as error:
        raise UnreadableError(f"{display_name(directory)}: {error.strerror}") from None
    for entry in entries:
        path = directory / entry.name
        if entry.is_dir(follow_symlinks=False):
            if not _is_ignored(path, True, rules):
                yield from _below(path, rules)
        elif entry.name.endswith(".py") and not entry.is_dir() and entry.is_file():
            if not _is_ignored(path, False, rules):
                yield path


def _git_rules_above(directory: Path) -> _Rules:
    """The `.gitignore` files that hold for a directory, from its repository down to it."""
    above: list[Path] = []
    for parent in (directory, *directory.parents):
        if parent is not directory:
            above.append(parent)
        if (parent / ".git").exists():
            return [(p, rules) for p in reversed(above) if (rules := _git_rules(p))]
    return []


def _git_rules(directory: Path) -> pathspec.GitIgnoreSpec | None:
    try:
        text = (directory / ".gitignore").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return pathspec.GitIgnoreSpec.from_lines(text.splitlines())


def _is_ignored(path: Path, is_directory: bool, rules: _Rules) -> bool:
    ignored = False
    for root, spec in rules:
        try:
            relative = path.relative_to(root).as_posix()
        except ValueError:
            continue
        verdict = spec.check_file(f"{relative}/" if is_directory else relative).include
        if verdict is not None:
            ignored = verdict
    return ignored
