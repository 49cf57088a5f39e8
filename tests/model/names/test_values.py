"""What an expression stands for: `it` is the expression that is asked for."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.names.value import Instance, Local, Partial
from inngest_lint.sdk.names import CLIENT, CONTEXT, GROUP, LOGGER, PARALLEL, STEP, STEP_RUN, is_step
from tests.model.build import bound, build, definition

IMPORTS = {
    "package": ("import inngest\nit = inngest.Inngest", "inngest.Inngest"),
    "alias of the package": ("import inngest as ing\nit = ing.Event", "inngest.Event"),
    "name": ("from inngest import Event\nit = Event", "inngest.Event"),
    "alias of a name": ("from inngest import StepError as E\nit = E", "inngest.StepError"),
    "submodule": ("import inngest.fast_api\nit = inngest.fast_api", "inngest.fast_api"),
    "alias of a submodule": (
        "import inngest.fast_api as s\nit = s.serve",
        "inngest.fast_api.serve",
    ),
    "star": ("from inngest import *\nit = TriggerCron", "inngest.TriggerCron"),
    "relative package": ("from . import inngest\nit = inngest.Inngest()", ".inngest.Inngest()"),
    "relative module": ("from ..inngest import Inngest\nit = Inngest", "..inngest.Inngest"),
    "package of the project": (
        "from app import inngest\nit = inngest.Inngest()",
        "app.inngest.Inngest()",
    ),
    "only for types": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import inngest\n"
        "it = inngest.Step",
        "inngest.Step",
    ),
    "fallback to None": (
        "try:\n    import inngest\nexcept ImportError:\n    inngest = None\nit = inngest.Event",
        "inngest.Event",
    ),
    "fallback to another module": (
        "try:\n    from a import f\nexcept ImportError:\n    from b import f\nit = f",
        "a.f",
    ),
    "two modules": ("if sys:\n    from a import f\nelse:\n    from b import f\nit = f", ""),
    "in a function": ("def g():\n    from inngest import Event\n    it = Event", "inngest.Event"),
}

NAMES = {
    "builtin": ("it = len", "builtins.len"),
    "shadowed builtin": ("def len(): ...\nit = len", ""),
    "unknown": ("it = nothing_binds_this", ""),
    "through names": ("a = print\nb = a\nit = b", "builtins.print"),
    "through itself": ("a = b\nb = a\nit = a", ""),
    "walrus": ("if (a := print):\n    it = a", "builtins.print"),
    "tuple": ("a, b = print, len\nit = b", "builtins.len"),
    "tuple of unknown parts": ("a, b = print\nit = b", ""),
    "arms that agree": ("if x:\n    a = len\nelse:\n    a = len\nit = a", "builtins.len"),
    "arms that differ": ("if x:\n    a = len\nelse:\n    a = print\nit = a", ""),
    "None in one arm": ("a = None\nif x:\n    a = len\nit = a", "builtins.len"),
    "conditional expression": ("it = len if x else len", "builtins.len"),
    "conditional that differs": ("it = len if x else print", ""),
    "await": ("async def f():\n    it = await len", "builtins.len"),
    "loop variable": ("for a in (len,):\n    it = a", ""),
    "with": ("with open(a) as a:\n    it = a", "builtins.open()"),
    "with, of the file": ("class A: ...\nwith A() as a:\n    it = a", ""),
    "with, unpacked": ("with open(a) as (a, b):\n    it = a", ""),
    "comprehension has its own": ("a = len\nb = [a for a in x]\nit = a", "builtins.len"),
    "class scope is not seen by methods": (
        "class C:\n    print = 1\n    def f(self):\n        it = print",
        "builtins.print",
    ),
    "global": ("a = None\ndef f():\n    global a\n    a = len\nit = a", "builtins.len"),
}

CALLS = {
    "call": ("import m\nit = m.f()", "m.f()"),
    "method of a call": ("import m\nit = m.f().g", "m.f().g"),
    "getter": ("def get():\n    return len\nit = get()", "builtins.len"),
    "getter with annotation": (
        "import inngest\ndef get() -> inngest.Inngest: ...\nit = get()",
        CLIENT,
    ),
    "cached getter": (
        "import inngest\nfrom functools import lru_cache\n"
        "@lru_cache(maxsize=1)\ndef get():\n    return inngest.Inngest(app_id='a')\nit = get()",
        CLIENT,
    ),
    "getter of a global": (
        "import inngest\nc = None\ndef get():\n    global c\n    if c is None:\n"
        "        c = inngest.Inngest(app_id='a')\n    return c\nit = get()",
        CLIENT,
    ),
    "getter with two results": (
        "def get(x):\n    if x:\n        return len\n    return print\nit = get(1)",
        "",
    ),
    "return of a nested def does not count": (
        "def get():\n    def inner():\n        return print\n    return len\nit = get()",
        "builtins.len",
    ),
    "lambda": ("get = lambda: len\nit = get()", "builtins.len"),
    "endless recursion": ("def get():\n    return get()\nit = get()", ""),
}

CLASSES = {
    "class attribute": ("class C:\n    f = len\nit = C.f", "builtins.len"),
    "through an object": ("class C:\n    f = len\nit = C().f", "builtins.len"),
    "assigned to self": (
        "class C:\n    def __init__(self):\n        self.f = len\nit = C().f",
        "builtins.len",
    ),
    "assigned to self twice": (
        "class C:\n    def a(self):\n        self.f = len\n    def b(self):\n"
        "        self.f = print\nit = C().f",
        "",
    ),
    "None in one method": (
        "class C:\n    def a(self):\n        self.f = None\n    def b(self):\n"
        "        self.f = len\nit = C().f",
        "builtins.len",
    ),
    "annotated field": (
        "import inngest\nclass C:\n    ctx: inngest.Context\nit = C().ctx.step",
        STEP,
    ),
    "property": (
        "class C:\n    @property\n    def f(self):\n        return len\nit = C().f",
        "builtins.len",
    ),
    "cached property": (
        "import functools\nclass C:\n    @functools.cached_property\n    def f(self):\n"
        "        return len\nit = C().f",
        "builtins.len",
    ),
    "method is no property": ("class C:\n    def f(self):\n        return len\nit = C().f", ""),
    "method called": (
        "class C:\n    def f(self):\n        return len\nit = C().f()",
        "builtins.len",
    ),
    "inherited": ("class B:\n    f = len\nclass C(B):\n    pass\nit = C().f", "builtins.len"),
    "overridden": (
        "class B:\n    f = len\nclass C(B):\n    f = print\nit = C().f",
        "builtins.print",
    ),
    "self": ("class C:\n    f = len\n    def g(self):\n        it = self.f", "builtins.len"),
    "classmethod": (
        "class C:\n    f = len\n    @classmethod\n    def g(cls):\n        it = cls.f",
        "builtins.len",
    ),
    "first parameter of a staticmethod": (
        "class C:\n    f = len\n    @staticmethod\n    def g(x):\n        it = x.f",
        "",
    ),
}

ANNOTATIONS = {
    "plain": ("inngest.Context", CONTEXT),
    "sync": ("inngest.ContextSync", CONTEXT),
    "step": ("inngest.Step", STEP),
    "client": ("inngest.Inngest", CLIENT),
    "quoted": ('"inngest.Context"', CONTEXT),
    "optional": ("typing.Optional[inngest.Context]", CONTEXT),
    "or None": ("inngest.Context | None", CONTEXT),
    "annotated": ("typing.Annotated[inngest.Inngest, depends]", CLIENT),
    "list of it": ("list[inngest.Context]", "builtins.list()"),
    "unreadable": ('"not a type"', ""),
}

CONTEXTS = {
    "decorated": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    it = c",
        CONTEXT,
    ),
    "step": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    it = c.step.run",
        STEP_RUN,
    ),
    "group": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n"
        "    s, g = c.step, c.group\n    it = g.parallel",
        PARALLEL,
    ),
    "logger": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    it = c.logger",
        LOGGER,
    ),
    "0.4": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(ctx, step):\n"
        "    it = step.parallel",
        PARALLEL,
    ),
    "second parameter with a default": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(ctx, step=None):\n    it = step",
        "",
    ),
    "second parameter of another type": (
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(ctx, db: Database):\n    it = db",
        "",
    ),
    "first parameter that a partial fills": (
        "def f(db, ctx):\n    it = db\n"
        "x = client.create_function(fn_id='f', trigger=EVENT)(functools.partial(f, 1))",
        "",
    ),
    "second parameter, the first filled by a partial": (
        "def f(db, ctx):\n    it = ctx\n"
        "x = client.create_function(fn_id='f', trigger=EVENT)(functools.partial(f, 1))",
        CONTEXT,
    ),
    "method": (
        "class C:\n    @client.create_function(fn_id='f', trigger=EVENT)\n    def f(self, c):\n"
        "        it = c.group",
        GROUP,
    ),
    "call form": (
        "def f(c):\n    it = c.step\nx = client.create_function(fn_id='f', trigger=EVENT)(f)",
        STEP,
    ),
    "on_failure": (
        "def g(c):\n    it = c.step\n"
        "@client.create_function(fn_id='f', trigger=EVENT, on_failure=g)\ndef f(c): ...",
        STEP,
    ),
    "helper by position": (
        "def g(a, c):\n    it = c\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    g(1, c)",
        CONTEXT,
    ),
    "helper by keyword": (
        "def g(*, run):\n    it = run\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    g(run=c.step.run)",
        STEP_RUN,
    ),
    "helper of a helper": (
        "def h(s):\n    it = s\ndef g(c):\n    h(c.step)\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    g(c)",
        STEP,
    ),
    "helpers in a circle": (
        "def h(c, n):\n    g(c, n)\ndef g(c, n):\n    it = c\n    h(c, n)\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    h(c, 3)",
        CONTEXT,
    ),
    "object that keeps it": (
        "class C:\n    def __init__(self, c):\n        self.c = c\n    def g(self):\n"
        "        it = self.c.step\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    C(c).g()",
        STEP,
    ),
    "wrapper below the decorator": (
        "def d(fn):\n    def w(a):\n        it = a.step\n        return fn(a)\n    return w\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n@d\ndef f(c): ...",
        STEP,
    ),
    "handler in a step": (
        "def g(c):\n    it = c\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    c.step.run('a', g, c)",
        CONTEXT,
    ),
    "get_step_context": ("it = inngest.experimental.get_step_context()", STEP),
    "another parameter": (
        "def g(a, c):\n    it = a\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\ndef f(c):\n    g(1, c)",
        "",
    ),
    "parameter nobody fills": ("def g(ctx):\n    it = ctx.step", ""),
    "client of another module": (
        "from app import c\n@c.create_function(fn_id='f', trigger=EVENT)\ndef f(x): ...\n"
        "it = c.send",
        f"{CLIENT}.send",
    ),
    "client of a factory": (
        "def make(c):\n    @c.create_function(fn_id='f', trigger=EVENT)\n    def f(x): ...\n"
        "    it = c",
        CLIENT,
    ),
}


@pytest.mark.parametrize(
    ("code", "expected"),
    [pytest.param(*c, id=name) for t in (IMPORTS, NAMES, CALLS, CLASSES) for name, c in t.items()],
)
def test_symbol(code: str, expected: str) -> None:
    module = build(code)
    assert module.values.symbol(bound(module, "it")) == expected


@pytest.mark.parametrize(("annotation", "expected"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_symbol_of_an_annotated_parameter(annotation: str, expected: str) -> None:
    module = build(f"import inngest, typing\ndef f(x: {annotation}):\n    it = x")
    assert module.values.symbol(bound(module, "it")) == expected


@pytest.mark.parametrize(("code", "expected"), CONTEXTS.values(), ids=CONTEXTS)
def test_symbol_where_a_function_gets_its_context(code: str, expected: str) -> None:
    module = build(code, prelude=True)
    assert module.values.symbol(bound(module, "it")) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("ctx.step.run('a', work)", False),
        ("ctx.step.run", True),
        ("ctx.step.ai.infer", True),
        ("ctx.group.parallel", True),
        ("ctx.group.other", False),
        ("ctx.step", False),
        ("ctx.logger.info", False),
        ("ctx.step.run('a', work).run", False),
    ],
)
def test_what_is_a_step(call: str, expected: bool) -> None:
    module = build(
        f"""
        @client.create_function(fn_id="f", trigger=EVENT)
        def f(ctx):
            it = {call}
        """,
        prelude=True,
    )
    assert is_step(module.values.symbol(bound(module, "it"))) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(): ...\nit = f", "f", id="function"),
        pytest.param("class C:\n    def f(self): ...\nit = C().f", "f", id="method"),
        pytest.param("class C:\n    def f(self): ...\nit = C.f", "f", id="method of the class"),
        pytest.param(
            "import functools\ndef f(): ...\nit = functools.partial(f, 1)", "f", id="partial"
        ),
        pytest.param(
            "def g():\n    def f(): ...\n    return f\nit = g()", "f", id="made by a call"
        ),
        pytest.param("class C:\n    pass\nit = C", None, id="class"),
        pytest.param("def f(): ...\nit = f()", None, id="call"),
        pytest.param("from m import f\nit = f", None, id="imported"),
        pytest.param("if x:\n    def f(): ...\nelse:\n    def f(): ...\nit = f", None, id="two"),
    ],
)
def test_definition(code: str, expected: str | None) -> None:
    module = build(code)
    found = module.values.definition(bound(module, "it"))
    assert found is (definition(module, expected) if expected else None)


def test_a_lambda_is_its_own_definition() -> None:
    module = build("it = lambda: 1")
    assert module.values.definition(bound(module, "it")) is bound(module, "it")


def test_kinds_of_values() -> None:
    module = build(
        """
        import functools

        class C:
            def m(self): ...

            @staticmethod
            def s(x): ...

        def f(): ...

        obj = C()
        bound_method = obj.m
        static = obj.s
        free = C.m
        part = functools.partial(f, 1, k=2)
        """
    )
    cls = module.tree.all(cst.ClassDef)[0]

    def of(name: str) -> object:
        return module.values.of(bound(module, name))

    assert of("obj") == Instance(cls)
    assert of("bound_method") == Local(definition(module, "m"), bound=True)
    assert of("static") == Local(definition(module, "s"), bound=False)
    assert of("free") == Local(definition(module, "m"), bound=False)
    part = of("part")
    assert isinstance(part, Partial)
    assert part.target == Local(definition(module, "f"))
    assert [module.tree.text(arg.value) for arg in part.arguments.positional] == ["1"]
    assert list(part.arguments.keywords) == ["k"]


def test_a_name_rebound_through_itself_many_times_costs_no_more() -> None:
    again = "    q = q.where(x)\n" * 40  # following each to all others would never end
    module = build(f"from app import select\ndef f(x):\n    q = select(x)\n{again}    asked = q\n")
    assert module.values.of(bound(module, "asked")) is None
