"""What decorators between `create_function` and a handler make of it, for the SDK."""

from __future__ import annotations

import pytest

from inngest_lint.project.code.layers import Layers
from tests.project.build import ROOT, project

DECORATORS = """
    import asyncio, functools, inspect

    def passing(handler):
        @functools.wraps(handler)
        def run(ctx):
            result = handler(ctx)
            return result
        return run

    def awaiting(handler):
        async def run(ctx):
            return await handler(ctx)
        return run

    def in_loop(handler):
        def run(ctx):
            return asyncio.run(handler(ctx))
        return run

    def marked(handler):
        def run(ctx):
            return handler(ctx)
        return marking(run)

    def kept(handler):
        return handler
"""
APP = """
    import inngest
    from decorators import *
    client = inngest.Inngest(app_id="app")
    @client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
    {above}
    async def f(ctx): ...
"""


def layers_of(*decorators: str) -> tuple[int | None, bool | None]:
    """Which of the decorators hides that the function is async, and whether it is to the SDK."""
    above = "\n    ".join(f"@{each}" for each in decorators)
    made = project({"app.py": APP.format(above=above), "decorators.py": DECORATORS})
    module = made.modules.at(ROOT / "app.py")
    assert module is not None
    [function] = made.inngest_functions.of(module)
    layers = Layers(made.resolver)
    return layers.hiding(function), layers.is_async(function)


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ((), (None, True)),
        (("passing",), (0, False)),
        (("kept", "passing"), (1, False)),
        (("passing", "awaiting"), (0, False)),
        (("awaiting", "passing"), (None, True)),
        (("passing", "in_loop"), (None, False)),
        (("in_loop",), (None, None)),
        (("marked",), (None, None)),
        (("unknown", "passing"), (None, None)),
    ],
)
def test_the_outermost_decorator_that_changes_something_decides(
    decorators: tuple[str, ...], expected: tuple[int | None, bool | None]
) -> None:
    assert layers_of(*decorators) == expected
