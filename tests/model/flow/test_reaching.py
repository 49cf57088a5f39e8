"""Which bindings of a name can have given it the value that a use reads."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.flow.reaching import Reaching
from tests.model.build import build

REACHING: dict[str, tuple[str, str]] = {
    "the only one": ("x = a\nuse(x)", "a"),
    "the last one": ("x = a\nx = b\nuse(x)", "b"),
    "not the one behind": ("x = a\nuse(x)\nx = b", "a"),
    "not itself": ("x = a\nx = use(x)", "a"),
    "on one line": ("x = a; x = b; use(x)", "b"),
    "a branch": ("x = a\nif t:\n    x = b\nuse(x)", "a b"),
    "both branches": ("x = a\nif t:\n    x = b\nelse:\n    x = c\nuse(x)", "b c"),
    "a branch that leaves": ("x = a\nif t:\n    x = b\n    raise t\nuse(x)", "a"),
    "an else that leaves": ("x = a\nif t:\n    x = b\nelse:\n    return\nuse(x)", "b"),
    "in the branch": ("x = a\nif t:\n    x = b\n    use(x)\nelse:\n    x = c", "b"),
    "in the other branch": ("x = a\nif t:\n    x = b\nelse:\n    use(x)", "a"),
    "a loop turns back": ("x = a\nwhile t:\n    use(x)\n    x = b", "a b"),
    "a loop binds first": ("x = a\nwhile t:\n    x = b\n    use(x)", "b"),
    "the test of a while": ("x = a\nwhile use(x):\n    x = b", "a b"),
    "behind a loop": ("x = a\nfor i in t:\n    x = b\nuse(x)", "a b"),
    "a try": ("x = a\ntry:\n    x = b\nexcept E:\n    pass\nuse(x)", "a b"),
    "a try and its handler": ("x = a\ntry:\n    x = b\nexcept E:\n    x = c\nuse(x)", "b c"),
    "the handler": ("x = a\ntry:\n    x = b\nexcept E:\n    use(x)", "a b"),
    "a with": ("x = a\nwith t:\n    x = b\nuse(x)", "b"),
    "a walrus in a test": ("x = a\nif (x := b):\n    use(x)", "b"),
    "behind a walrus": ("x = a\nif (x := b):\n    pass\nuse(x)", "b"),
    "a match": ("x = a\nmatch t:\n    case 1:\n        x = b\n    case _:\n        use(x)", "a"),
    "a function inside": ("x = a\nx = b\ndef g():\n    use(x)", "b"),
    "a lambda inside": ("x = a\nx = b\ng = lambda: use(x)\nx = c", "b c"),
    "an exit of the program": ("x = a\nif t:\n    x = b\n    sys.exit()\nuse(x)", "a"),
}


@pytest.mark.parametrize(("body", "expected"), REACHING.values(), ids=REACHING)
def test_bindings_that_reach_a_use(body: str, expected: str) -> None:
    lines = "\n    ".join(body.split("\n"))
    module = build(f"import sys\ndef f(a, b, c, t):\n    {lines}\n")
    (call,) = (
        node
        for node in module.tree.all(cst.Call)
        if isinstance(node.func, cst.Name) and node.func.value == "use"
    )
    name = call.args[0].value
    assert isinstance(name, cst.Name)
    found = Reaching(module.names, module.raises).of(name)
    values = [binding.value for binding in found]
    assert " ".join(sorted(module.tree.text(v) for v in values if v is not None)) == expected


def test_a_parameter_and_the_names_of_another_function() -> None:
    module = build(
        """
        def f(x, t):
            if t:
                x = t
            def g():
                return x
            return x
        """
    )
    reaching = Reaching(module.names, module.raises)
    inner, outer = (node.value for node in module.tree.all(cst.Return))
    assert isinstance(inner, cst.Name)
    assert isinstance(outer, cst.Name)
    assert len(reaching.of(inner)) == 2
    assert [type(binding.node) for binding in reaching.of(outer)] == [cst.Assign, cst.Param]
