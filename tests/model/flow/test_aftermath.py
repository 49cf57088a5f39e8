"""What comes of an error behind the `try` that caught it."""

from __future__ import annotations

from textwrap import dedent, indent

import libcst as cst
import pytest

from inngest_lint.model.module import Module
from tests.model.build import build, written

HELPERS = """
import sys

def stop(): raise ValueError

def require(x):
    assert x

def require_all(xs):
    for x in xs:
        if not x:
            raise ValueError

def keep(x): return x

async def fallback(ctx): return await ctx.step.run("fallback", work)
"""
TRY = """\
try:
    x = await ctx.step.run("a", work)
except Exception:
    x = None
"""


def function(body: str) -> Module:
    """The body of a function, in which `TRY` stands for a `try` that sets `x`."""
    block = indent(dedent(body).strip("\n"), "    ")
    lines = []
    for line in block.split("\n"):
        start = line[: len(line) - len(line.lstrip())]
        lines.append(indent(TRY, start) if line.strip() == "TRY" else line)
    head = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx, seen=None):\n'
    return build(HELPERS + head + "\n".join(lines), prelude=True)


def the_try(module: Module) -> cst.Try:
    return next(
        node
        for node in module.tree.all(cst.Try)
        if "x = None" in module.tree.text(node.handlers[0])
    )


ALWAYS = {
    "raise": ("TRY\nraise ValueError", True),
    "nothing": ("TRY", False),
    "return": ("TRY\nreturn 1", False),
    "raise behind other code": ("TRY\nwork()\nraise ValueError", True),
    "raise under a test": ("TRY\nif seen:\n    raise ValueError", False),
    "raise on both sides of a test": (
        "TRY\nif seen:\n    raise ValueError\nelse:\n    stop()",
        True,
    ),
    "return before the raise": ("TRY\nif seen:\n    return\nraise ValueError", False),
    "helper that never comes back": ("TRY\nstop()", True),
    "exit": ("TRY\nsys.exit(1)", True),
    "outside the block": ("if seen:\n    TRY\nraise ValueError", True),
    "outside a block that returns": ("if seen:\n    TRY\n    return\nraise ValueError", False),
    "in the other branch": ("if seen:\n    TRY\nelse:\n    raise ValueError", False),
    "behind a loop, which may turn back": (
        "while seen:\n    TRY\nraise ValueError",
        False,
    ),
    "in the loop": ("while seen:\n    TRY\n    raise ValueError", True),
    "before the try": ("if seen:\n    raise ValueError\nTRY", False),
    "in a def behind": ("TRY\ndef g():\n    raise ValueError", False),
    "behind the def around it": ("async def g():\n    TRY\nraise ValueError", False),
    "another try behind": (
        "TRY\ntry:\n    return work()\nexcept KeyError:\n    raise",
        False,
    ),
    "another try that raises in both parts": (
        "TRY\ntry:\n    raise ValueError\nexcept KeyError:\n    raise",
        True,
    ),
}


@pytest.mark.parametrize(("body", "expected"), ALWAYS.values(), ids=ALWAYS)
def test_always_raises(body: str, expected: bool) -> None:
    module = function(body)
    assert module.aftermath.always_raises(the_try(module)) is expected


RETURNING = TRY.replace("x = await", "return await")
FALLS_BACK = {
    "step behind a try that returns": (RETURNING + "return await ctx.step.run('b', work)", True),
    "helper behind": (RETURNING + "return await fallback(ctx)", True),
    "another try behind": (
        RETURNING + "try:\n    return await ctx.step.run('b', work)\nexcept KeyError:\n    raise",
        True,
    ),
    "no step behind": (RETURNING + "return work()", False),
    "step behind a try that ends": (TRY + "return await ctx.step.run('b', work)", False),
    "step behind a try that may return": (
        RETURNING.replace("return", "if seen: return", 1) + "await ctx.step.run('b', work)",
        False,
    ),
}


@pytest.mark.parametrize(("body", "expected"), FALLS_BACK.values(), ids=FALLS_BACK)
def test_falls_back(body: str, expected: bool) -> None:
    module = function(body)
    assert module.aftermath.falls_back(the_try(module)) is expected


DECIDED = {
    "test of the name": ("TRY\nif x is None:\n    raise ValueError", True),
    "raise of the name": ("TRY\nraise x", True),
    "test of another name": ("TRY\nif seen is None:\n    raise ValueError", False),
    "test without raise": ("TRY\nif x is None:\n    return", False),
    "test inside the handler does not count": (
        TRY.replace("x = None", "x = None\n    if x:\n        raise ValueError"),
        False,
    ),
    "outer test": ("TRY\nif x:\n    if seen:\n        raise ValueError", True),
    "while": ("TRY\nwhile x:\n    raise ValueError", True),
    "for": ("TRY\nfor y in x:\n    raise ValueError", True),
    "match": ("TRY\nmatch x:\n    case 1:\n        raise ValueError", True),
    "assert": ("TRY\nassert x", True),
    "assert of another name": ("TRY\nassert seen", False),
    "derived": ("TRY\ny = [z for z in x]\nif y:\n    raise ValueError", True),
    "derived twice": ("TRY\ny = str(x)\nz = y\nif z:\n    raise ValueError", True),
    "derived by a walrus": ("TRY\nif (y := len(x)):\n    raise ValueError", True),
    "derived by a loop": ("TRY\nfor y in x:\n    z = y\nif z:\n    raise ValueError", True),
    "derived by an augmentation": ("TRY\ny = 0\ny += x\nif y:\n    raise ValueError", True),
    "derived from another name": ("TRY\ny = seen\nif y:\n    raise ValueError", False),
    "raise before the try, in a loop": (
        "while True:\n    if x:\n        raise ValueError\n    TRY",
        True,
    ),
    "helper that asserts": ("TRY\nrequire(x)", True),
    "helper that raises": ("TRY\nrequire_all([x, seen])", True),
    "helper that raises about another": ("TRY\nrequire(seen)", False),
    "helper that keeps it": ("TRY\nkeep(x)", False),
    "step handler that raises": ("TRY\nawait ctx.step.run('b', require_all, x)", True),
    "step handler that keeps it": ("TRY\nawait ctx.step.run('b', keep, x)", False),
    "fallback where it is missing": (
        "TRY\nif x is None:\n    x = await ctx.step.run('b', work)",
        True,
    ),
    "fallback where it is empty": ("TRY\nif not x:\n    await fallback(ctx)", True),
    "step for a flag": ("TRY\nif x:\n    await ctx.step.run('b', work)", True),
    "no step where it is missing": ("TRY\nif x is None:\n    work()", False),
    "in a def nobody calls": ("TRY\ndef g():\n    if x:\n        raise ValueError", False),
    "in the function around": (
        "async def g():\n    nonlocal seen\n    TRY\nawait g()\nif x:\n    raise ValueError",
        True,
    ),
}


@pytest.mark.parametrize(("body", "expected"), DECIDED.values(), ids=DECIDED)
def test_is_decided_by(body: str, expected: bool) -> None:
    module = function(body)
    assert (
        module.aftermath.is_decided_by(frozenset({"x"}), frozenset(), the_try(module)) is expected
    )


JUDGED = {
    "test of the result": ("y = await keep(1)\nif y is None:\n    raise ValueError", True),
    "walrus": ("if (y := keep(1)) is None:\n    raise ValueError", True),
    "annotated": ("y: int = keep(1)\nassert y", True),
    "unpacked": ("y, z = keep(1)\nassert z", True),
    "part of an expression": ("y = [keep(1)]\nassert y", True),
    "no name": ("keep(1)\nassert seen", False),
    "returned": ("return keep(1)", False),
    "another name decides": ("y = keep(1)\nassert seen", False),
    "never looked at": ("y = keep(1)\nreturn y", False),
}


@pytest.mark.parametrize(("body", "expected"), JUDGED.values(), ids=JUDGED)
def test_is_result_judged(body: str, expected: bool) -> None:
    module = function(body)
    call = written(module, cst.Call, "keep(1)")
    assert module.aftermath.is_result_judged(call) is expected
