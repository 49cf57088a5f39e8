"""Which functions a file has, what they are to Inngest, and what triggers them."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.function import Function, Role
from tests.model.build import build, definition, written

OPTIONS = 'fn_id="f", trigger=EVENT'
FUNCTION, ON_FAILURE, HELPER = Role.FUNCTION, Role.ON_FAILURE, Role.HELPER

FORMS: dict[str, tuple[str, list[tuple[str, Role]]]] = {
    "decorator": (f"@client.create_function({OPTIONS})\ndef f(ctx): ...", [("f", FUNCTION)]),
    "call": (f"def f(ctx): ...\nx = client.create_function({OPTIONS})(f)", [("f", FUNCTION)]),
    "call of a lambda": (f"x = client.create_function({OPTIONS})(lambda c: 1)", [("", FUNCTION)]),
    "call of a wrapped one": (
        f"from m import traced\ndef f(ctx): ...\nx = client.create_function({OPTIONS})(traced(f))",
        [("f", FUNCTION)],
    ),
    "call of a method": (
        "class C:\n    def f(self, ctx): ...\n"
        f"    def add(self):\n        client.create_function({OPTIONS})(self.f)",
        [("f", FUNCTION)],
    ),
    "stored decorator": (
        f"d = client.create_function({OPTIONS})\n@d\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "stored method": (
        f"make = client.create_function\n@make({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "partial": (
        "make = functools.partial(client.create_function, retries=1)\n"
        f"@make({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "decorator of the project": (
        f"def job(n):\n    return client.create_function({OPTIONS})\n@job(1)\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "decorators around it": (
        f"from m import a, b\n@a\n@client.create_function({OPTIONS})\n@b(1)\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "factory": (
        f"def make(c):\n    @c.create_function({OPTIONS})\n    def f(ctx): ...\n    return f",
        [("f", FUNCTION)],
    ),
    "client of another module": (
        f"from app import c\n@c.create_function({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "client of a getter": (
        f"from app import get\n@get().create_function({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "client of a class": (
        "class C:\n    def __init__(self):\n        self.c = inngest.Inngest(app_id='a')\n"
        f"    def add(self):\n        @self.c.create_function({OPTIONS})\n        def f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "client in a dictionary": (
        f"@CLIENTS['a'].create_function({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "subclass of the client": (
        "class Mine(inngest.Inngest): ...\nc = Mine(app_id='a')\n"
        f"@c.create_function({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "method of an imported client by another name": (
        f"from app import c\nmake = c.create_function\n@make({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "partial of an imported client's": (
        "from app import c\nmake = functools.partial(c.create_function, retries=1)\n"
        f"@make({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "imported client with hidden keywords": (
        "from app import c, options\n@c.create_function(fn_id='f', **options)\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "imported client without our keywords": (
        "from app import c\n@c.create_function(name='f', trigger=EVENT)\ndef f(ctx): ...",
        [],
    ),
    "partial of the handler": (
        f"def f(db, ctx): ...\nx = client.create_function({OPTIONS})(functools.partial(f, 1))",
        [("f", FUNCTION)],
    ),
    "mock of the SDK": (
        "from inngest.experimental import mocked\n"
        f"@client.create_function({OPTIONS})\ndef f(ctx): ...",
        [],
    ),
    "mock of the SDK, by its module": (
        "import inngest.experimental.mocked as m\n"
        f"@client.create_function({OPTIONS})\ndef f(ctx): ...",
        [],
    ),
    "another module called mocked": (
        f"from app import mocked\n@client.create_function({OPTIONS})\ndef f(ctx): ...",
        [("f", FUNCTION)],
    ),
    "on_failure": (
        f"def g(ctx): ...\n@client.create_function({OPTIONS}, on_failure=g)\ndef f(ctx): ...",
        [("g", ON_FAILURE), ("f", FUNCTION)],
    ),
    "one that is also a function": (
        f"@client.create_function({OPTIONS})\ndef g(ctx): ...\n"
        f"@client.create_function({OPTIONS}, on_failure=g)\ndef f(ctx): ...",
        [("g", FUNCTION), ("f", FUNCTION)],
    ),
    "helper by its annotation": ("def g(ctx: inngest.Context): ...", [("g", HELPER)]),
    "helper by its caller": (
        f"def g(c): ...\n@client.create_function({OPTIONS})\ndef f(ctx):\n    g(ctx)",
        [("g", HELPER), ("f", FUNCTION)],
    ),
    "helper by the steps of another": (
        f"@client.create_function({OPTIONS})\ndef f(ctx):\n"
        "    async def inner(): await ctx.step.run('a', work)\n    return inner",
        [("f", FUNCTION)],
    ),
    "helper with get_step_context": (
        "def g():\n    inngest.experimental.get_step_context().run('a', work)",
        [("g", HELPER)],
    ),
    "method of a class that keeps it": (
        "class C:\n    def __init__(self, ctx: inngest.Context):\n        self.ctx = ctx\n"
        "    def g(self):\n        self.ctx.step.run('a', work)\n    def h(self): ...",
        [("__init__", HELPER), ("g", HELPER)],
    ),
    "nested in a helper": (
        "def g(ctx: inngest.Context):\n    def h(): ctx.step.run('a', work)",
        [("g", HELPER)],
    ),
    "without create_function": ("def f(ctx): ctx.step.run('a', work)", []),
    "class of the project": (
        "class R:\n    def create_function(self, **k): ...\nr = R()\n"
        f"@r.create_function({OPTIONS})\ndef f(ctx): ...",
        [],
    ),
    "boto3": ("import boto3\nboto3.client('l').create_function(FunctionName='x')(work)", []),
    "package of the project": (
        "from . import inngest as i\nc = i.Inngest()\n@c.create_function('x')\ndef f(ctx): ...",
        [],
    ),
    "of code elsewhere": (
        f"from app import f\nx = client.create_function({OPTIONS})(f)",
        [("", FUNCTION)],
    ),
    "only mentioned": (f"x = client.create_function({OPTIONS})", []),
}


def name(function: Function) -> str:
    return function.node.name.value if isinstance(function.node, cst.FunctionDef) else ""


@pytest.mark.parametrize(("code", "expected"), FORMS.values(), ids=FORMS)
def test_functions_and_their_roles(code: str, expected: list[tuple[str, Role]]) -> None:
    module = build(code, prelude=True)
    assert [(name(f), f.role) for f in module.functions] == expected


def test_a_function_owns_its_nested_defs_but_no_other_function() -> None:
    module = build(
        """
        @client.create_function(fn_id="f", trigger=EVENT)
        def f(ctx):
            def g():
                try:
                    ctx.step.run("a", work)
                except KeyError: ...
            try:
                g()
            except ValueError: ...

            @client.create_function(fn_id="h", trigger=EVENT)
            def h(ctx):
                try: ...
                except TypeError: ...
        """,
        prelude=True,
    )
    caught = {
        name(function): sorted(
            module.tree.text(h.node.type) for h in function.handlers if h.node.type
        )
        for function in module.functions
    }
    assert caught == {"f": ["KeyError", "ValueError"], "h": ["TypeError"]}


def test_arguments_of_create_function() -> None:
    module = build(
        """
        make = functools.partial(client.create_function, retries=1, trigger=EVENT)

        @make(fn_id="f", retries=2)
        def f(ctx): ...

        def g(ctx: inngest.Context): ...
        """,
        prelude=True,
    )
    function, helper = module.functions

    def text(keyword: str) -> str | None:
        arg = function.argument(keyword)
        return module.tree.text(arg.value) if arg else None

    assert (text("fn_id"), text("trigger"), text("retries")) == ('"f"', "EVENT", "2")
    assert function.argument("name") is None
    assert helper.argument("fn_id") is None
    assert helper.triggers is None


CRON, EVENT = "cron", "event"
TRIGGERS: dict[str, tuple[str, list[tuple[str, str | None]] | None]] = {
    "cron": ("inngest.TriggerCron(cron='0 0 * * *')", [(CRON, None)]),
    "event": ("inngest.TriggerEvent(event='a/b')", [(EVENT, "a/b")]),
    "named": ("CLOCK", [(CRON, None)]),
    "list": ("[CLOCK, inngest.TriggerEvent(event='a/b')]", [(CRON, None), (EVENT, "a/b")]),
    "named list": ("BOTH", [(CRON, None), (EVENT, "app/x")]),
    "star": ("[*BOTH, CLOCK]", [(CRON, None), (EVENT, "app/x"), (CRON, None)]),
    "star of a tuple": ("[*PAIR]", [(CRON, None), (EVENT, "app/x")]),
    "sum": ("[CLOCK] + BOTH", [(CRON, None), (CRON, None), (EVENT, "app/x")]),
    "product": ("[CLOCK] * 2", [(CRON, None), (CRON, None)]),
    "list of a tuple": ("list(PAIR)", [(CRON, None), (EVENT, "app/x")]),
    "class attribute": ("Holder.trigger", [(CRON, None)]),
    "function of the project": ("on('b')", [(EVENT, "app/b")]),
    "folded name": ("inngest.TriggerEvent(event=f'{NAME}.done')", [(EVENT, "app/x.done")]),
    "unknown name": ("inngest.TriggerEvent(event=unknown)", [(EVENT, None)]),
    "arms that agree": ("CLOCK if x else inngest.TriggerCron(cron='1 * * * *')", [(CRON, None)]),
    "arms that differ": ("CLOCK if x else EVENT", None),
    "tuple": ("PAIR", None),
    "string": ("'0 0 * * *'", None),
    "empty": ("[]", None),
    "string in a list": ("[CLOCK, 'a/b']", None),
    "by position": ("inngest.TriggerEvent('a/b')", None),
    "imported": ("imported", None),
    "comprehension": ("[inngest.TriggerCron(cron=c) for c in x]", None),
    "list that grows": ("GROWN", None),
    "list with two bindings": ("SWITCHED", None),
}


@pytest.mark.parametrize(("trigger", "expected"), TRIGGERS.values(), ids=TRIGGERS)
def test_triggers(trigger: str, expected: list[tuple[str, str | None]] | None) -> None:
    module = build(
        f"""
        from app import imported

        NAME = "app/x"
        CLOCK = inngest.TriggerCron(cron="0 0 * * *")
        BOTH = [CLOCK, EVENT]
        PAIR = (CLOCK, EVENT)
        GROWN = [CLOCK]
        GROWN.append(EVENT)
        SWITCHED = [CLOCK]
        if x:
            SWITCHED = [EVENT]

        class Holder:
            trigger = CLOCK

        def on(name):
            return inngest.TriggerEvent(event=f"app/{{name}}")

        @client.create_function(fn_id="f", trigger={trigger})
        def f(ctx): ...
        """,
        prelude=True,
    )
    triggers = module.functions[0].triggers
    found = [
        (CRON if t.is_cron else EVENT, t.event.constant if t.event else None)
        for t in triggers or ()
    ]
    assert (found if triggers is not None else None) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("handler", True),
        ("method", True),
        ("inner", True),
        ("route", False),
        ("unused", False),
    ],
)
def test_is_reached(place: str, expected: bool) -> None:
    module = build(
        """
        class Service:
            def method(self):
                "method"
                return inner()
            def unused(self):
                "unused"

        def inner():
            "inner"

        def handler():
            "handler"
            return Service().method()

        def route():
            "route"
            return inner()

        @client.create_function(fn_id="f", trigger=EVENT)
        def f(ctx):
            return ctx.step.run("a", handler)
        """,
        prelude=True,
    )
    assert module.is_reached(written(module, cst.SimpleString, f'"{place}"')) is expected
    assert module.is_reached(definition(module, place)) is False  # the code, not its name
