"""What is sure to hold where a piece of code runs."""

from __future__ import annotations

import libcst as cst
import pytest

from tests.model.build import build, definition

# The facts at `here()`, nearest first: an expression as it is written, with `!` where it failed.
FACTS = {
    "nothing": ("here()", []),
    "if": ("if a: here()", ["a"]),
    "else": ("if a: pass\nelse: here()", ["!a"]),
    "elif": ("if a: pass\nelif b: here()", ["b", "!a"]),
    "and": ("if a and b: here()", ["a", "b"]),
    "or": ("if a or b: here()", ["a or b"]),
    "neither": ("if a or b: pass\nelse: here()", ["!a", "!b"]),
    "not both": ("if a and b: pass\nelse: here()", ["!a and b"]),
    "not": ("if not a: here()", ["!a"]),
    "not not": ("if not (a and not b): pass\nelse: here()", ["a", "!b"]),
    "right of and": ("a and here()", ["a"]),
    "right of or": ("a or here()", ["!a"]),
    "left of and": ("here() and a", []),
    "ternary": ("x = here() if a else 0", ["a"]),
    "ternary, other arm": ("x = 0 if a else here()", ["!a"]),
    "ternary, test": ("x = 0 if here() else a", []),
    "while": ("while a: here()", ["a"]),
    "behind a while": ("while a: b()\nhere()", ["!a"]),
    "behind a while that breaks": ("while a:\n    if b: break\nhere()", []),
    "comprehension": ("x = [here() for i in a if b if c]", ["b", "c"]),
    "comprehension, second test": ("x = [i for i in a if b if here()]", ["b"]),
    "comprehension, iterable": ("x = [i for i in here() if b]", []),
    "inner comprehension": ("x = [i for j in a if b for i in here() if c]", ["b"]),
    "assert": ("assert a\nhere()", ["a"]),
    "returned": ("if a: return\nhere()", ["!a"]),
    "raised": ("if a: raise E\nhere()", ["!a"]),
    "left by a call": ("if a: sys.exit(1)\nhere()", ["!a"]),
    "left by a helper": ("if a: fail()\nhere()", ["!a"]),
    "fell through": ("if a: b()\nhere()", []),
    "one arm left": ("if a: b()\nelse: return\nhere()", ["a"]),
    "elifs left": ("if a: return\nelif b: return\nhere()", ["!a", "!b"]),
    "the other arms left": ("if a: pass\nelif b: return\nelse: return\nhere()", ["a"]),
    "one of the other arms left": ("if a: pass\nelif b: return\nhere()", []),
    "continued": ("for i in b:\n    if a: continue\n    here()", ["!a"]),
    "left in an inner loop": ("for i in b:\n    if a: break\nhere()", []),
    "around a loop": ("if a: return\nfor i in b:\n    here()", ["!a"]),
    "lambda": ("if a: return\nx = lambda: here()", ["!a"]),
    "nested def": ("if a: return\ndef g():\n    here()", ["!a"]),
    "before": ("here()\nif a: return", []),
    "case": ("match a:\n    case 1: here()", ["case 1"]),
    "next case": ("match a:\n    case 1: pass\n    case _: here()", ["!case 1", "case _"]),
    "case with a guard": (
        "match a:\n    case 1 if b: pass\n    case _ if c: here()",
        ["c", "case _"],
    ),
    "behind a match": ("match a:\n    case 1: return\nhere()", ["!case 1"]),
    "behind a with": ("with b:\n    if a: return\nhere()", ["!a"]),
    "behind a with that suppresses": ("with suppress(b):\n    if a: raise E\nhere()", []),
    "behind a try": ("try:\n    if a: raise E\nexcept E:\n    return\nhere()", ["!a"]),
    "behind a try that goes on": ("try:\n    if a: raise E\nexcept E:\n    pass\nhere()", []),
    "behind a match with a guard": ("match a:\n    case 1 if b: return\nhere()", []),
}


@pytest.mark.parametrize(("body", "expected"), FACTS.values(), ids=FACTS)
def test_facts(body: str, expected: list[str]) -> None:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    module = build(f"import sys\ndef fail(): raise E\ndef f(a, b, c):\n{lines}\n")
    here = (
        next(
            call
            for call in module.reach.calls_of(definition(module, "f"))
            if "here" in str(call.func)
        )
        if "def g" not in body
        else module.reach.calls_of(definition(module, "g"))[0]
    )
    found = []
    for fact in module.guards.facts(here):
        text = module.tree.text(fact.test).partition(":")[0].partition(" if ")[0]
        found.append(text if fact.held else f"!{text}")
    assert found == expected


def test_the_subject_of_a_case_is_what_is_tested() -> None:
    module = build("def f(a):\n    match a.b:\n        case 1: here()\n")
    (call,) = module.reach.calls_of(definition(module, "f"))
    (fact,) = module.guards.facts(call)
    assert module.tree.text(module.guards.tested(fact)) == "a.b"


def test_the_facts_of_a_value_leave_out_branches_that_replace_it() -> None:
    module = build("def f(a, b):\n    if b: a = 0\n    here()\n")
    (call,) = module.reach.calls_of(definition(module, "f"))
    replaces = [fact.held for fact in module.guards.facts(call, lambda n: type(n) is cst.Assign)]
    assert (list(module.guards.facts(call)), replaces) == ([], [False])


def test_before_gives_what_has_run_nearest_first() -> None:
    module = build(
        "def f(a):\n    one()\n    for i in a:\n        two()\n        here()\n        three()\n"
    )
    here = module.reach.calls_of(definition(module, "f"))[2]
    texts = [module.tree.text(each) for each in module.guards.before(here)]
    assert texts == ["two()", "one()"]
