"""Which form in JSON the values of a project have."""

from __future__ import annotations

import ast

import pytest

from inngest_lint.project.code.things import Place
from inngest_lint.project.outputs.forms import Form
from tests.project.build import ROOT, project

HEAD = """\
import datetime as dt, decimal, enum, math, uuid
from typing import Any, NamedTuple, Optional, TypedDict, Union
from pydantic import BaseModel
class Model(BaseModel):
    at: dt.date = dt.date(2024, 1, 1)
class Plain(enum.Enum):
    ONE = 1
class Text(str, enum.Enum):
    ONE = "one"
class Row(TypedDict):
    name: str
class Pair(NamedTuple):
    x: int
class Unknown(Missing):
    pass
"""


def form_of(code: str) -> Form:
    """The form of what `f` gives."""
    made = project({"app.py": f"{HEAD}\n{code}"})
    module = made.modules.at(ROOT / "app.py")
    assert module is not None
    f = next(e.node for e in module.tree.definitions if getattr(e.node, "name", "") == "f")
    assert isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef))
    return made.values.returned(Place(module, f, module.tree.root))


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("def f(): return dt.datetime.now()", "a datetime"),
        ("def f(): return [{'at': dt.date.today()}]", "a date"),
        ("def f(): return Model()", "an object of 'Model'"),
        ("def f(): return Model.model_validate({})", "an object of 'Model'"),
        ("def f(): return Plain.ONE", "an enum member"),
        ("def f(x): return {1} if x else None", "a set"),
        ("def f(x): return x or b''", "bytes"),
        ("def f(): return decimal.Decimal(1) * 2", "a Decimal"),
        ("def f(): return dt.date(1, 1, 1) - dt.date(1, 1, 1)", "a duration"),
        ("def f() -> Model: return load()", "an object of 'Model'"),
        ("def f() -> 'list[Model] | None': return load()", "an object of 'Model'"),
        ("def f() -> Optional[dict[str, uuid.UUID]]: return load()", "a UUID"),
        ("def f():\n  out = []\n  out.append(Model())\n  return out", "an object of 'Model'"),
        ("def f():\n  yield 1", "a generator"),
        ("async def g(): return 1\nasync def f(): return g()", "a coroutine"),
        ("async def g(): return 1\ndef f(): return g()", ""),
        ("def f(): return dict(a=Model())", "an object of 'Model'"),
        ("async def g(): return {1}\nasync def f(): return await g()", "a set"),
        ("def f(): return Text.ONE", ""),
        ("def f(): return Plain.ONE.value", ""),
        ("def f(): return Row(name='a')", ""),
        ("def f(): return Unknown()", ""),
        ("def f(): return Model().model_dump()", ""),
        ("def f(): return str(uuid.uuid4())", ""),
        ("def f() -> Union[Model, str]: return load()", ""),
        ("def f(x: dt.date): return x.isoformat() if x else x", ""),
        ("def f():\n  x = {1}\n  x = sorted(x)\n  return x", ""),
        ("def f():\n  x = {'at': dt.date.today()}\n  x['at'] = '1'\n  return x", ""),
        ("def f():\n  x = dt.date.today()\n  return [x for x in load()]", ""),
        ("@wrapped\ndef f(): return {1}", ""),
        ("def f(): return f()", ""),
        ("def f(tokens): return tokens.encode('a')", ""),
    ],
)
def test_what_json_has_no_form_for(code: str, refused: str) -> None:
    assert form_of(code).refused == refused


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("def f(): return 1, 2", "a tuple"),
        ("def f(x): return (1, 2) if x else None", "a tuple"),
        ("def f(x): return (1, 2) if x else [1, 2]", ""),
        ("def f() -> tuple[int, int]: return load()", "a tuple"),
        ("def f(): return Pair(1)", "a named tuple"),
        ("def f(): return {'a': 1}", "a dict"),
    ],
)
def test_shapes(code: str, shape: str) -> None:
    assert form_of(code).shape == shape


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("def f(): return {1: 2}", True),
        ("def f(): return {i: 2 for i in range(3)}", True),
        ("def f(): return {k: 2 for k, _ in enumerate('ab')}", True),
        ("def f() -> dict[int, str]: return load()", True),
        ("def f() -> dict[int, str]: return dict(zip(range(2), 'ab'))", True),
        ("def f():\n  x = {}\n  for i in range(2):\n    x[i] = 1\n  return x", True),
        ("def f(): return {'1': 2}", False),
        ("def f(): return {str(i): 2 for i in range(3)}", False),
        ("def f() -> dict[str, int]: return load()", False),
    ],
)
def test_numbers_for_keys(code: str, *, numbers: bool) -> None:
    assert form_of(code).has_number_keys is numbers


@pytest.mark.parametrize(
    ("code", "not_finite"),
    [
        ("def f(): return [math.nan]", True),
        ("def f(x): return x if x else float('-inf')", True),
        ("def f(x):\n  y = x or math.nan\n  return None if math.isnan(y) else y", False),
        ("def f(): return float('1.5')", False),
    ],
)
def test_numbers_that_are_none(code: str, *, not_finite: bool) -> None:
    assert form_of(code).not_finite is not_finite
