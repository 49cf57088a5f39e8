"""The Python files below a directory, without those that git or the settings leave out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from inngest_lint.files import display_name, unreadable

DEFAULT_EXCLUDE = tuple(
    "__pycache__ __pypackages__ .bzr .direnv .eggs .git .hg .mypy_cache .nox .pytest_cache "
    ".ruff_cache .svn .tox .venv venv build dist node_modules site-packages".split()
)


class _Patterns(NamedTuple):
    """The lines of a `.gitignore`: each with whether it leaves out or brings back, and all as one.

    Few paths match any of them, and one search is quicker than one for each.
    """

    each: tuple[tuple[bool, re.Pattern[str]], ...]
    any: re.Pattern[str]


_Rules = list[tuple[Path, _Patterns]]  # patterns, and the directory to which they are relative


@dataclass(frozen=True, slots=True)
class Exclude:
    """The patterns of the setting `exclude`, relative to `root`."""

    patterns: tuple[str, ...]
    root: Path

    def rules(self, directory: Path) -> _Rules:
        """The patterns, after those that hold by default below `directory`."""
        return [(directory, _names(DEFAULT_EXCLUDE)), (self.root, _patterns(self.patterns))]


@dataclass(frozen=True, slots=True)
class _Ignore:
    """What is left out: by the settings, and by git, which is None outside a repository."""

    settings: _Rules
    git: _Rules | None

    def covers(self, path: Path, is_directory: bool) -> bool:
        """Whether either leaves a path out, whatever becomes of the directories above it."""
        by_settings = _matches(path, is_directory, self.settings)
        return by_settings or _matches(path, is_directory, self.git or [])


def python_files(
    directory: Path,
    exclude_of: Callable[[Path], Exclude],
    complain: Callable[[Exception], None],
) -> Iterator[Path]:
    """The Python files below `directory` in order, without those that git or settings leave out.

    That `directory` itself is left out does not count: it was named. Directories behind links are
    not entered, so that a loop of links ends. `exclude_of` gives what holds in a directory.
    """
    directory = Path(os.path.abspath(directory))
    exclude = exclude_of(directory)
    ignore = _Ignore(exclude.rules(directory), _git_rules_above(directory))
    stack = [(directory, True, exclude, ignore)]
    while stack:
        path, is_directory, outer, ignore = stack.pop()
        if not is_directory:
            yield path
            continue
        exclude = exclude_of(path)
        if exclude != outer:
            ignore = replace(ignore, settings=exclude.rules(directory))
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            complain(unreadable(display_name(path), error))
            continue
        ignore = _with_git_rules(ignore, path, {entry.name for entry in entries})
        for entry in entries:
            below, is_directory = path / entry.name, entry.is_dir(follow_symlinks=False)
            if is_directory or _is_python_file(entry):
                if not ignore.covers(below, is_directory):
                    stack.append((below, is_directory, exclude, ignore))


def is_excluded(path: Path, exclude: Exclude) -> bool:
    """Whether a walk from the root of the settings, or of the repository, leaves a path out."""
    path = Path(os.path.abspath(path))
    ignore = _Ignore(exclude.rules(exclude.root), _git_rules_above(path))
    return ignore.covers(path, False) or any(ignore.covers(p, True) for p in path.parents)


def without_excluded(
    paths: Iterable[Path], directory: Path, exclude_of: Callable[[Path], Exclude]
) -> Iterator[Path]:
    """Those of the files below `directory` that its settings do not leave out."""
    known: dict[Path, bool] = {directory: False}

    def is_out(path: Path, is_directory: bool) -> bool:
        above = path.parent
        if above not in known:
            known[above] = is_out(above, True)
        if known[above]:
            return True
        return _matches(path, is_directory, exclude_of(above).rules(directory))

    return (path for path in paths if not is_out(path, False))


def _is_python_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.endswith(".py") and entry.is_file()
    except OSError:  # a link to itself
        return False


def _with_git_rules(ignore: _Ignore, directory: Path, names: set[str]) -> _Ignore:
    """What holds below a directory with these entries; rules end where a repository begins."""
    git: _Rules | None = [] if ".git" in names else ignore.git
    if git is not None and ".gitignore" in names:
        git = [*git, *_git_rules(directory)]
    return replace(ignore, git=git)


def _git_rules_above(path: Path) -> _Rules | None:
    """The `.gitignore` files that hold for a path, from its repository down; None without one."""
    above: list[Path] = []
    for parent in path.parents:
        above.append(parent)
        if (parent / ".git").exists():
            return [rules for directory in reversed(above) for rules in _git_rules(directory)]
    return None


def _git_rules(directory: Path) -> _Rules:
    try:
        text = (directory / ".gitignore").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [(directory, _patterns(tuple(text.splitlines())))]


@cache
def _patterns(lines: tuple[str, ...]) -> _Patterns:
    """The patterns of a `.gitignore`; git passes over the lines that are none."""
    found = [pattern for line in lines for pattern in _parsed(line)]
    plain = (re.sub(r"\?P<\w+>", "", regex.pattern) for _, regex in found)  # groups without names
    return _Patterns(tuple(found), re.compile("|".join(plain) or "(?!)"))


def _parsed(line: str) -> Iterator[tuple[bool, re.Pattern[str]]]:
    from pathspec import GitIgnoreSpec, RegexPattern  # many projects have no pattern of their own

    if line.endswith("/**/"):  # the directories below; pathspec would take the one above
        line += "*/"
    with suppress(ValueError):
        for pattern in GitIgnoreSpec.from_lines([line]).patterns:
            if isinstance(pattern, RegexPattern) and pattern.regex is not None:  # no comment
                yield bool(pattern.include), pattern.regex


@cache
def _names(names: tuple[str, ...]) -> _Patterns:
    """The same for what are only names: in one pattern, that is made as pathspec makes them."""
    regex = re.compile(rf"^(?:.+/)?(?:{'|'.join(map(re.escape, names))})(?:(/)|$)")
    return _Patterns(((True, regex),), regex)


def _matches(path: Path, is_directory: bool, rules: _Rules) -> bool:
    """Whether the last pattern that matches a path leaves it out.

    `GitIgnoreSpec` would let the directories above speak for a path. Here the walk has asked them.
    """
    matched = False
    for root, patterns in rules:
        above = f"{root}{os.sep}" if root.name else str(root)
        if str(path).startswith(above):
            relative = str(path)[len(above) :].replace(os.sep, "/") + "/" * is_directory
            if patterns.any.search(relative) is None:
                continue
            for leaves_out, regex in patterns.each:
                if leaves_out is not matched and any(map(_is_whole, regex.finditer(relative))):
                    matched = leaves_out
    return matched


def _is_whole(match: re.Match[str]) -> bool:
    """Whether a pattern matches a path itself, not one of the directories above it."""
    if match.lastindex is not None:  # the slash behind the directory that matches
        return match.end(match.lastindex) == len(match.string)
    return not match.group().endswith("/") or match.end() < len(match.string)  # `docs/**`
