"""Functions of which the file alone tells that they give nothing that JSON refuses or changes."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.names.plain import PlainCode
from inngest_lint.project.value_mirror import ValueMirror
from inngest_lint.sdk.json_types import NAMED_TUPLE, TUPLE
from tests.fixture_format import FIXTURES
from tests.model.build import build, definition

PLAIN = {
    "a display": "def f(x): return {'a': [1, 'b'], f'{x}': None}",
    "what nobody knows": "import svc\nasync def f(): return {'a': await svc.load()}",
    "a variable": "import svc\nasync def f():\n    a, b = await svc.load()\n    return a or b",
    "a helper": "def g(e): return str(e)\ndef f(e): return {'a': g(e)}",
    "an awaited helper": "async def g(): return 1\nasync def f(): return await g()",
    "an annotation of what nobody knows": "import svc\ndef f() -> dict[str, svc.Answer]: return {}",
}
TELLING = {
    "a number for a key": "def f(): return {1: 'a'}",
    "a number put under a key": "def f():\n    d = {}\n    d[1] = 'a'\n    return d",
    "numbers for keys in the annotation": "import svc\ndef f() -> dict[int, str]: return svc.x()",
    "a number of the annotation, made": "def f(x) -> dict[int, str]: return {'a': int(x)}",
    "a tuple": "def f(): return 1, 2",
    "a tuple in the annotation": "import svc\ndef f() -> tuple[str, ...]: return svc.x()",
    "a date": "import datetime\ndef f(): return datetime.date.today()",
    "a date, imported here": "def f():\n    from datetime import date\n    return date.today()",
    "a date in the annotation": "import svc, uuid\ndef f() -> uuid.UUID: return svc.x()",
    "a quoted annotation": "import svc\ndef f() -> 'set[str]': return svc.x()",
    "bytes": "def f(): return b'a'",
    "bytes by a method": "def f(): return f'a'.encode()",
    "a view": "def f():\n    d = {'a': 1}\n    return d.keys()",
    "a set": "def f(): return {1}",
    "a generator": "def f(): yield 1",
    "itself": "def f(): return f",
    "a coroutine": "async def g(): return 1\ndef f(): return g()",
    "a helper that tells": "def g(): return {1}\ndef f(): return {'a': g()}",
    "a constant": "SEEN = {1}\ndef f(): return SEEN",
    "an object": "class A: ...\ndef f(): return A()",
    "a method": "class A:\n    def g(self): return {1}\n    def f(self): return self.g()",
    "what is not a number": "def f(): return float('nan')",
    "an error": "def f():\n    try: return 1\n    except ValueError as e: return e",
}


def is_plain(code: str) -> bool:
    module = build(code)
    return PlainCode(module.names).is_plain(definition(module, "f"))


@pytest.mark.parametrize("code", PLAIN.values(), ids=PLAIN)
def test_plain_code(code: str) -> None:
    assert is_plain(code)


@pytest.mark.parametrize("code", TELLING.values(), ids=TELLING)
def test_code_that_the_project_is_asked_about(code: str) -> None:
    assert not is_plain(code)


def test_the_project_has_nothing_to_tell_of_plain_code() -> None:
    plain = 0
    for path in sorted((FIXTURES / "steps").rglob("*.py")):
        module = build(path.read_text())
        mirror = ValueMirror(module.view)
        for number, function in enumerate(module.tree.all(cst.FunctionDef)):
            if PlainCode(module.names).is_plain(function):
                plain += 1
                form = mirror.own_returned_form(number, bare=False)
                told = form.refused, form.has_number_keys, form.not_finite
                assert told == ("", False, False)
                assert form.shape not in (TUPLE, NAMED_TUPLE)
    assert plain > 50
