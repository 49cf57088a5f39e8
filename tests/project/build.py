"""Projects written in a test: a dict of paths to texts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.project.project import Project

ROOT = Path("/project")


def project(files: Mapping[str, str]) -> Project:
    """The project of these files; the names are paths below its root."""
    texts = {ROOT / name: dedent(text) for name, text in files.items()}
    return Project(ROOT, list(texts), texts)


def at_end(made: Project, name: str) -> Place:
    """The expression that is the last statement of a file."""
    module = made.modules.at(ROOT / name)
    assert module is not None
    last = module.tree.root.body[-1]
    assert isinstance(last, ast.Expr)
    return Place(module, last.value, module.tree.root)


def shown(thing: Thing) -> str:
    """A thing in words: a dotted name, or where it is written."""
    if isinstance(thing, External):
        return thing.name
    if isinstance(thing, Object):
        return f"object of {shown(thing.cls)}"
    where = thing.module.path.relative_to(ROOT).as_posix()
    return f"{where}:{thing.row}" if not isinstance(thing.node, ast.Module) else where
