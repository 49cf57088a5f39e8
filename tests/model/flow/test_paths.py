"""The paths through a block: how each ends, and whether it passed the mark."""

from __future__ import annotations

from textwrap import dedent, indent

import libcst as cst
import pytest

from inngest_lint.model.flow.paths import Exit, Flow, Path
from inngest_lint.syntax.tree import walk


def calls(name: str, node: cst.CSTNode) -> bool:
    """Whether `node` calls the function `name`."""
    return any(
        isinstance(child, cst.Call)
        and isinstance(child.func, cst.Name)
        and child.func.value == name
        for child in walk(node)
    )


def paths(code: str, *, marked: bool = False) -> str:
    """The paths, sorted: `mark()` marks, `stop()` never returns, `err` is the caught error."""
    module = cst.parse_module("def f():\n" + indent(dedent(code).strip("\n") + "\n", "    "))
    function = module.body[0]
    assert isinstance(function, cst.FunctionDef)
    flow = Flow("err", lambda n: calls("mark", n), lambda n: calls("stop", n))
    return shown(flow.paths(function.body, marked))


def shown(found: frozenset[Path]) -> str:
    return " ".join(sorted(p.exit.name.lower() + "*" * p.marked for p in found))


CASES = {
    "pass": ("pass", "end"),
    "return": ("return 1", "return"),
    "break": ("break", "break"),
    "continue": ("continue", "continue"),
    "bare raise": ("raise", "reraise"),
    "raise of the caught": ("raise err", "reraise"),
    "raise of the caught from None": ("raise err from None", "reraise"),
    "raise of another": ("raise Other(err) from err", "raise"),
    "raise of another name": ("raise error", "raise"),
    "call that never returns": ("stop()", "raise"),
    "return of such a call": ("return stop()", "raise"),
    "assignment of such a call": ("x = await stop()", "raise"),
    "mark": ("mark()", "end*"),
    "mark, then return": ("mark()\nreturn", "return*"),
    "mark in the return": ("return mark()", "return*"),
    "mark in the raise": ("raise Other(mark())", "raise*"),
    "mark behind the end": ("return\nmark()", "return"),
    "semicolons": ("mark(); raise", "reraise*"),
    "def": ("def g():\n    mark()\n    raise", "end"),
    "class": ("class C:\n    raise", "end"),
    "if": ("if x:\n    raise", "end reraise"),
    "if else": ("if x:\n    raise\nelse:\n    return", "reraise return"),
    "elif": (
        "if x:\n    raise\nelif y:\n    return\nelse:\n    raise Other",
        "raise reraise return",
    ),
    "elif without else": ("if x:\n    raise\nelif y:\n    return", "end reraise return"),
    "mark in one arm": ("if x:\n    mark()", "end end*"),
    "mark in one arm, then raise": ("if x:\n    mark()\nraise", "reraise reraise*"),
    "mark in the test": ("if mark():\n    return", "end* return*"),
    "mark in the second test": (
        "if x:\n    return\nelif mark():\n    raise",
        "end* reraise* return",
    ),
    "for": ("for x in y:\n    raise", "end reraise"),
    "for with mark": ("for x in y:\n    mark()", "end end*"),
    "for with return": ("for x in y:\n    return", "end return"),
    "for with break": ("for x in y:\n    mark()\n    break", "end end*"),
    "for with continue": ("for x in y:\n    mark()\n    continue", "end end*"),
    "for else": ("for x in y:\n    break\nelse:\n    raise", "end reraise"),
    "for else without break": ("for x in y:\n    mark()\nelse:\n    raise", "reraise reraise*"),
    "mark in the iterable": ("for x in mark():\n    pass", "end*"),
    "while": ("while x:\n    return", "end return"),
    "while else": ("while x:\n    pass\nelse:\n    raise", "reraise"),
    "while True": ("while True:\n    pass", ""),
    "while 1 with return": ("while 1:\n    return", "return"),
    "while True with break": ("while True:\n    mark()\n    break", "end*"),
    "while True with raise": ("while True:\n    if x:\n        raise", "reraise"),
    "try": ("try:\n    x\nexcept E:\n    return", "end return"),
    "try that raises": ("try:\n    raise\nexcept E:\n    pass", "end reraise"),
    "try else": ("try:\n    x\nexcept E:\n    return\nelse:\n    raise", "reraise return"),
    "try else behind a return": (
        "try:\n    return\nexcept E:\n    raise\nelse:\n    mark()",
        "reraise return",
    ),
    "two excepts": (
        "try:\n    x\nexcept E:\n    raise\nexcept F:\n    return",
        "end reraise return",
    ),
    "except of a group": ("try:\n    x\nexcept* E:\n    return", "end return"),
    "finally": ("try:\n    raise\nfinally:\n    x", "reraise"),
    "finally with return": ("try:\n    raise\nfinally:\n    return", "return"),
    "finally with mark": ("try:\n    raise\nfinally:\n    mark()", "reraise*"),
    "finally with raise": ("try:\n    return\nfinally:\n    raise Other", "raise"),
    "with": ("with x:\n    raise", "reraise"),
    "with that suppresses": ("with suppress(E):\n    raise", "end reraise"),
    "with that suppresses, dotted": ("with contextlib.suppress(E):\n    return", "return"),
    "mark in the with": ("with mark():\n    return", "return*"),
    "match": ("match x:\n    case 1:\n        raise", "end reraise"),
    "match with wildcard": (
        "match x:\n    case 1:\n        raise\n    case _:\n        return",
        "reraise return",
    ),
    "match with name": ("match x:\n    case y:\n        return", "return"),
    "match with guarded wildcard": ("match x:\n    case _ if y:\n        return", "end return"),
    "match with alias of a pattern": ("match x:\n    case 1 as y:\n        return", "end return"),
    "mark in the subject": ("match mark():\n    case 1:\n        raise", "end* reraise*"),
    "one line": ("if x: raise", "end reraise"),
    "both branches on a line each": ("if x: raise\nelse: raise Other", "raise reraise"),
    "mark on the line of the test": ("if x: mark(); return\nraise", "reraise return*"),
    "one line of a loop": ("for x in y: break\nelse: raise", "end reraise"),
    "one line of a try": ("try: mark()\nexcept E: raise", "end* reraise"),
    "one line of a with": ("with x: mark(); return", "return*"),
    "one line of a match": ("match x:\n    case 1: raise\n    case _: return", "reraise return"),
    "nested": (
        """
        for x in y:
            try:
                mark()
                if z:
                    break
            except E:
                continue
        raise
        """,
        "reraise reraise*",
    ),
}


@pytest.mark.parametrize(("code", "expected"), CASES.values(), ids=CASES)
def test_paths(code: str, expected: str) -> None:
    assert paths(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("x", "end*"), ("if x:\n    raise", "end* reraise*")]
)
def test_a_block_that_is_entered_marked_stays_so(code: str, expected: str) -> None:
    assert paths(code, marked=True) == expected


def test_without_a_name_only_a_bare_raise_raises_the_caught_error_again() -> None:
    module = cst.parse_module("def f():\n    if x:\n        raise err\n    raise\n")
    function = module.body[0]
    assert isinstance(function, cst.FunctionDef)
    flow = Flow(None, lambda _: False, lambda _: False)
    assert {path.exit for path in flow.paths(function.body)} == {Exit.RAISE, Exit.RERAISE}
