"""Writes what follows from the rule classes: the table of codes, the README's, the entry points.

python scripts/generate.py           write
python scripts/generate.py --check   exit 1 if something is stale
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from inngest_lint.rule import ProjectRule  # noqa: E402

CODES_HEAD = '''"""The table of the rules, written by `scripts/generate.py` from their classes.

With it codes, names and defaults are known without importing a rule, and LibCST with it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class RuleEntry(NamedTuple):
    """What is known of a rule without importing it.

    `module` is its place below `rules`; `project` whether it judges the whole project at once;
    `fixes` how safe its fixes are, if it has some.
    """

    code: str
    name: str
    kind: Literal["error", "warning", "policy"]
    default: bool
    module: str
    project: bool = False
    fixes: Literal["safe", "unsafe"] | None = None


RULES = {
    entry.code: entry
    for entry in (
'''
CODES_TAIL = """    )
}
"""
FAMILIES = {
    "ING1": "Failure handling",
    "ING2": "Triggers",
    "ING3": "Steps: identity and determinism",
    "ING4": "Registration and configuration",
    "ING5": "Parallel work",
    "ING6": "Execution model",
    "ING7": "Events and expressions",
    "ING8": "Moving between SDKs and versions",
    "ING9": "The operations template",
    "ING0": "The tool itself",
}


def rule_classes() -> list[type]:
    """Every rule class below `rules/`, by code."""
    found = []
    for path in sorted((ROOT / "rules").rglob("*.py")):
        if path.name == "__init__.py":
            continue
        dotted = ".".join(path.relative_to(ROOT / "rules").with_suffix("").parts)
        module = importlib.import_module(f"inngest_lint.rules.{dotted}")
        classes = [
            thing
            for thing in vars(module).values()
            if getattr(thing, "__module__", None) == module.__name__ and isinstance(thing, type)
        ]
        if len(classes) != 1:
            raise SystemExit(f"{path}: a rule file holds one rule class, this one {len(classes)}")
        found += classes
    return sorted(found, key=lambda cls: cls.code)


def codes(rules: list[type]) -> str:
    """The text of `inngest_lint/codes.py`."""
    rows = []
    for cls in rules:
        module = cls.__module__.removeprefix("inngest_lint.rules.")
        words = f'"{cls.code}", "{cls.name}", "{cls.kind}", {cls.default}, "{module}"'
        if issubclass(cls, ProjectRule):
            words += ", True"
        if cls.fixes is not None:
            words += f', fixes="{cls.fixes}"'
        rows.append(f"        RuleEntry({words}),\n")
    return CODES_HEAD + "".join(rows) + CODES_TAIL


def rule_table(rules: list[type]) -> str:
    """The table in the README."""
    rows = []
    for prefix, title in FAMILIES.items():
        family = [cls for cls in rules if cls.code.startswith(prefix)]
        if family:
            rows.append(
                f"\n**{title}**\n\n| code | name | kind | fix | reports |\n|---|---|---|---|---|\n"
            )
        for cls in family:
            summary = (cls.__doc__ or "").strip().splitlines()[0]
            kind = cls.kind if cls.default else f"{cls.kind} (opt-in)"
            fixes = cls.fixes or ""
            rows.append(f"| {cls.code} | {cls.name} | {kind} | {fixes} | {summary} |\n")
    return "".join(rows) + "\n"


def entry_points(rules: list[type]) -> str:
    """The flake8 plugins in `pyproject.toml`: flake8 reports what parses, so ING001 is none."""
    return "".join(
        f'{cls.code} = "inngest_lint.flake8_plugin:{cls.code}"\n'
        for cls in rules
        if cls.code != "ING001"
    )


def between(text: str, start: str, end: str, new: str) -> str:
    """`text` with what stands between two markers replaced."""
    pattern = re.compile(re.escape(start) + r"\n.*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"no {start!r}")
    return pattern.sub(lambda _: f"{start}\n{new}{end}", text)


def outputs() -> dict[Path, str]:
    """Every generated file with the text it must have."""
    rules = rule_classes()
    readme, project = ROOT / "README.md", ROOT / "pyproject.toml"
    return {
        ROOT / "inngest_lint" / "codes.py": codes(rules),
        readme: between(
            readme.read_text(), "<!-- rules: generated -->", "<!-- /rules -->", rule_table(rules)
        ),
        project: between(
            project.read_text(),
            '[project.entry-points."flake8.extension"] # generated',
            "# end of generated",
            entry_points(rules),
        ),
    }


def main() -> int:
    stale = [(path, text) for path, text in outputs().items() if path.read_text() != text]
    for path, text in stale:
        print(f"{'stale' if '--check' in sys.argv else 'wrote'}: {path.relative_to(ROOT)}")
        if "--check" not in sys.argv:
            path.write_text(text)
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
