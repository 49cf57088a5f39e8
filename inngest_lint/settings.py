"""The settings: what is checked, and how the rules judge. One frozen object, fully validated."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from inngest_lint.codes import RULES, RuleEntry
from inngest_lint.once import cached_property
from inngest_lint.presets import PRESETS, is_in
from inngest_lint.sdk.versions import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ALWAYS = frozenset({"ING001", "ING003"})  # what the tool says of itself, whatever is selected
FILE_NAMES = (".inngest-lint.toml", "pyproject.toml")  # the first wins where both have settings


class SettingsError(Exception):
    """The settings are wrong; the message is one sentence for the user."""


@dataclass(frozen=True)
class Settings:
    """All settings of one file under check; a field is the key with `-` for `_`.

    `root` is the directory of the settings file: patterns are relative to it.
    """

    preset: str = "default"
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    dual_trigger_exempt: tuple[str, ...] = ("inngest/*", "*.failed", "*.completed", "*.cancelled")
    failure_events: tuple[str, ...] = ("*.failed",)
    external_events: tuple[str, ...] = ()
    nondeterministic: tuple[str, ...] = ()
    pure: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()
    inngest_version: str = ""
    root: Path = field(default_factory=Path.cwd)
    source: Path | None = None

    @cached_property
    def sdk_version(self) -> Version | None:
        """The version of the SDK that is meant; None if the project says it."""
        major, _, minor = self.inngest_version.partition(".")
        return (int(major), int(minor)) if minor else None

    def codes(self) -> frozenset[str]:
        """The codes of the selected rules; of two selectors for a rule the longer one decides."""
        return self._codes

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(code for code, entry in RULES.items() if self._selects(entry))

    def codes_for(self, path: Path) -> frozenset[str]:
        """The same without what `per-file-ignores` takes away for `path`."""
        ignored = [
            selector
            for pattern, selectors in self.per_file_ignores.items()
            if matches(path, pattern, self.root)
            for selector in selectors
        ]
        if not ignored:
            return self.codes()
        return frozenset(c for c in self.codes() if not _reach_of_ignore(RULES[c], ignored))

    def _selects(self, entry: RuleEntry) -> bool:
        if self.select:
            wanted = _reach(entry, self.select)
        else:
            wanted = 1 if is_in(self.preset, entry) else 0
        wanted = max(wanted, _reach(entry, self.extend_select), entry.code in ALWAYS)
        return wanted > _reach_of_ignore(entry, self.ignore)


def matches(path: Path, pattern: str, root: Path) -> bool:
    """Whether a path matches a pattern as `.gitignore` has them, relative to `root`."""
    from pathspec import GitIgnoreSpec

    try:
        relative = path.absolute().relative_to(root)
    except ValueError:
        return False
    return GitIgnoreSpec.from_lines([pattern]).match_file(relative.as_posix())


def overridden(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The settings with what the command line gives, which beats what the file says.

    `--select` and `--preset` start anew; `--extend-select` and `--ignore` change what there is.
    """
    more, less = given.get("extend_select", ()), given.get("ignore", ())
    select, preset = given.get("select", ()), given.get("preset")
    if select or preset:
        preset = preset or "default"
        return replace(settings, preset=preset, select=select, extend_select=more, ignore=less)
    if not more and not less:
        return settings
    before = settings.codes()

    def is_on(entry: RuleEntry) -> bool:
        wanted, unwanted = _reach(entry, more), _reach_of_ignore(entry, less)
        return wanted > unwanted if wanted or unwanted else entry.code in before

    on = tuple(code for code, entry in RULES.items() if is_on(entry))
    off = tuple(code for code in RULES if code not in on)
    return replace(settings, select=on, extend_select=(), ignore=off)


def validated(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The settings in a table by field name; raises SettingsError for the first that is wrong."""
    known = {f.name.replace("_", "-"): f.name for f in fields(Settings)}
    for internal in ("root", "source"):
        del known[internal]
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise SettingsError(f"{where}: unknown setting '{key}'{_did_you_mean(key, known)}")
        found[known[key]] = _checked(key, value, where)
    return found


class Finder:
    """Finds the settings of each file: those of the nearest directory above it that has any.

    `given` is what the command line says, by option.

    So what holds for a file does not depend on where the command is run or what else it checks.
    """

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self._given = given or {}
        self._found: dict[Path, Settings | None] = {}

    def settings(self, directory: Path) -> Settings:
        """The settings that hold in an absolute `directory`; raises SettingsError."""
        return self._nearest(directory) or self._default

    @cached_property
    def _default(self) -> Settings:
        return overridden(Settings(), self._given)

    def _nearest(self, directory: Path) -> Settings | None:
        found: Settings | None = None
        passed: list[Path] = []
        for parent in chain([directory], directory.parents):
            if parent in self._found:
                found = self._found[parent]
                break
            passed.append(parent)
            own = _read(parent)
            if own is not None:
                found = overridden(own, self._given)
                break
        self._found.update(dict.fromkeys(passed, found))
        return found


def _read(directory: Path) -> Settings | None:
    """The settings that a directory itself holds."""
    for name in FILE_NAMES:
        path = directory / name
        table = _table(path)
        if table is not None:
            return Settings(**validated(table, str(path)), root=directory, source=path)
    return None


def _table(path: Path) -> Mapping[str, Any] | None:
    """Our table of a settings file; None if there is no such file or table."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    if path.name == "pyproject.toml" and b"inngest-lint" not in data:
        return None
    try:
        document = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    if path.name != "pyproject.toml":
        return document
    tool = document.get("tool", {})
    table = tool.get("inngest-lint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: 'tool.inngest-lint' is a table, not {_type_of(table)}")
    return table


def check_selectors(selectors: Iterable[str], where: str) -> tuple[str, ...]:
    """The selectors, each of which must be a code, the beginning of one, or the name of a rule."""
    names = {entry.name for entry in RULES.values()}
    for selector in selectors:
        if not any(_reach(entry, [selector]) for entry in RULES.values()):
            hint = _did_you_mean(selector, [*RULES, *names])
            raise SettingsError(f"{where}: unknown rule '{selector}'{hint}")
    return tuple(selectors)


def _checked(key: str, value: object, where: str) -> object:
    if key == "preset":
        if value not in PRESETS:
            hint = _did_you_mean(str(value), PRESETS)
            raise SettingsError(
                f"{where}: 'preset' is one of {', '.join(PRESETS)}, not {value!r}{hint}"
            )
        return value
    if key == "inngest-version":
        if not isinstance(value, str) or not re.fullmatch(r"\d+\.\d+", value):
            raise SettingsError(f"{where}: '{key}' is a version such as \"0.4\", not {value!r}")
        return value
    if key == "per-file-ignores":
        if not isinstance(value, dict):
            raise SettingsError(f"{where}: '{key}' is a table, not {_type_of(value)}")
        _patterns(key, value, where)
        return {
            pattern: check_selectors(
                _strings(f"{key}.{pattern}", codes, where), f"{where}: '{key}'"
            )
            for pattern, codes in value.items()
        }
    strings = _strings(key, value, where)
    if key in ("select", "extend-select", "ignore"):
        return check_selectors(strings, f"{where}: '{key}'")
    if key == "exclude":
        _patterns(key, strings, where)
    return strings


def _patterns(key: str, patterns: Iterable[str], where: str) -> None:
    from pathspec import GitIgnoreSpec

    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            raise SettingsError(f"{where}: '{key}': '{pattern}' is not a pattern") from None


def _strings(key: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise SettingsError(f"{where}: '{key}' is a list of strings, not {_type_of(value)}")
    for item in value:
        if not isinstance(item, str):
            raise SettingsError(f"{where}: '{key}' is a list of strings, but has {_type_of(item)}")
    return tuple(value)


def _type_of(value: object) -> str:
    words = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return words.get(type(value), "a date or a time")


def _reach(entry: RuleEntry, selectors: Sequence[str]) -> int:
    """How precisely the selectors name a rule: 0 not at all, a code or a name the most."""
    reach = [len(s) for s in selectors if s and entry.code.startswith(s)]
    reach += [len(entry.code) for s in selectors if s == entry.name]
    return max(reach, default=0)


def _reach_of_ignore(entry: RuleEntry, selectors: Sequence[str]) -> int:
    """The same for what turns rules off; those that are always on need their full name."""
    reach = _reach(entry, selectors)
    return 0 if entry.code in ALWAYS and reach < len(entry.code) else reach


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    folded = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), folded, n=1)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""
