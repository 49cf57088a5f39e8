"""Makes the model of a piece of source, and finds nodes in it by name or by text."""

from __future__ import annotations

from textwrap import dedent
from typing import TypeVar

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.settings import Settings

Node = TypeVar("Node", bound=cst.CSTNode)

PRELUDE = """\
import asyncio
import functools
import inngest

client = inngest.Inngest(app_id="app")
EVENT = inngest.TriggerEvent(event="app/x")

async def work(*args): ...
"""


def build(code: str, *, prelude: bool = False) -> Module:
    """The model of dedented source, after the prelude where it is wanted."""
    start = PRELUDE if prelude else ""
    return Module(cst.parse_module(start + dedent(code).strip("\n") + "\n"), Settings())


def bound(module: Module, name: str) -> cst.BaseExpression:
    """The value of the last assignment to `name`, in whatever scope."""
    return [
        statement.value
        for statement in module.tree.all(cst.Assign)
        for target in statement.targets
        if isinstance(target.target, cst.Name) and target.target.value == name
    ][-1]


def definition(module: Module, name: str) -> cst.FunctionDef:
    """The last `def` of this name."""
    return [node for node in module.tree.all(cst.FunctionDef) if node.name.value == name][-1]


def written(module: Module, kind: type[Node], text: str) -> Node:
    """The first node of this type that reads exactly so."""
    return next(node for node in module.tree.all(kind) if module.tree.text(node) == text)
