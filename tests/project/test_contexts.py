"""Which parameters of a file hold a context, told by the modules that call its functions."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from inngest_lint.project.own_code import OwnCode
from inngest_lint.project.project import Project
from inngest_lint.project.view import View
from inngest_lint.sdk.names import CONTEXT, GROUP, STEP

ROOT = Path("/project")
HEAD = """
from inngest import Context, Inngest
from helpers import *
c = Inngest(app_id="a")
make = c.create_function(fn_id="f", trigger=EVENT)
"""
OWN = """
def f(x, y=None): g(x)
def g(x): f(x, 1)
def twofold(x): twofold(x.step)
class A:
    def __init__(self, x): self.x = x
    def m(self, x): ...
class B(A):
    def __init__(self, x): super().__init__(x)
"""
MADE = f"{HEAD}@make\nasync def made(ctx, step=None):\n    "


def received(caller: str, path: str, own: str = OWN) -> str | None:
    """What a parameter `x` of `helpers.py` holds when `main.py` is the caller."""
    texts = {ROOT / "helpers.py": dedent(own), ROOT / "main.py": dedent(caller)}
    view = View(Project(ROOT, list(texts), texts), ROOT / "helpers.py", texts[ROOT / "helpers.py"])
    return OwnCode(view).received(path.split("."), "x")


@pytest.mark.parametrize(
    ("caller", "path", "expected"),
    [
        (f"{HEAD}def h(ctx: Context): A(0).m(ctx)", "A.m", CONTEXT),
        (f"{MADE}f(ctx.group)", "g", GROUP),
        (f"{MADE}g(0)\n    f(x=ctx.step)", "g", STEP),
        (f"{MADE}twofold(ctx)", "twofold", ""),
        (f"{MADE}A(ctx)", "A.__init__", CONTEXT),
        (f"{MADE}B(ctx)", "A.__init__", CONTEXT),
        (f"{MADE}A(ctx).m(1)", "A.m", ""),
        (f"{MADE}A(0).m(step)", "A.m", STEP),
        (f"{MADE}s = ctx.step\n    A(0).m(s)", "A.m", STEP),
        (f"{MADE}A(0).m(ctx.step.run('a', len))", "A.m", ""),
        (f"{MADE}A(0).m(ctx.event.data)", "A.m", "inngest.Context().event.data"),
        (f"{MADE}A(0).m(other)\n    A(0).m(ctx)", "A.m", CONTEXT),
        (f"{HEAD}def h(ctx): A(0).m(ctx)", "A.m", ""),
        (f"{HEAD}make(A(0).m)", "A.m", CONTEXT),
        (f"{HEAD}on = c.create_function(fn_id='a', trigger=E, on_failure=g)", "g", ""),
        (f"{HEAD}c.create_function(fn_id='a', trigger=E, on_failure=g)(len)", "g", CONTEXT),
        (HEAD, "missing", None),
    ],
)
def test_a_parameter_holds(caller: str, path: str, expected: str | None) -> None:
    assert received(caller, path) == expected


def test_a_name_with_two_meanings_is_not_asked_about() -> None:
    assert received(f"{MADE}f(ctx)", "f", "def f(x): ...\ndef f(x): ...") is None
