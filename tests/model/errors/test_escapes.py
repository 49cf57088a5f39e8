"""The errors that a piece of code lets out, through helpers and past `except` clauses."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.model.build import build, definition

START = """
class Gone(LookupError): ...
def find(x):
    raise Gone(x)
async def final(x):
    raise inngest.NonRetriableError(x)
async def plain(x):
    raise ValueError(x)
def either(x):
    if x():
        raise KeyError
async def main(ctx: inngest.Context, x):
"""


def escapes(body: str) -> list[str]:
    """The errors that `body` lets out; those of step handlers with a star."""
    module = build(START + indent(body, "    "), prelude=True)
    of_function, main = module.escapes.of_function, definition(module, "main")
    found = [*of_function(main, in_step=False), *of_function(main, in_step=True)]
    return [each.error.name + "*" * each.in_step for each in found]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("find(x)", ["Gone"]),
        ("either(x)", ["builtins.KeyError"]),
        ("raise x", ["an error"]),
        ("error = Gone(x)\nraise error", ["Gone"]),
        ("await ctx.step.run('a', final, x)", ["inngest.NonRetriableError*"]),
        ("await ctx.step.run('a', lambda: final(x))", ["inngest.NonRetriableError*"]),
        ("await ctx.step.run('a', functools.partial(final, x))", ["inngest.NonRetriableError*"]),
        ("await ctx.step.run('a', plain, x)", []),
        (
            "await ctx.group.parallel((lambda: ctx.step.run('a', final, x),))",
            ["inngest.NonRetriableError*"],
        ),
        ("later = lambda: find(x)", []),
        ("def later(): find(x)", []),
        ("def now(): find(x)\nnow()", ["Gone"]),
        ("try:\n    find(x)\nexcept LookupError:\n    pass", []),
        ("try:\n    find(x)\nexcept LookupError:\n    raise", ["Gone"]),
        ("try:\n    find(x)\nexcept LookupError as e:\n    if x: raise e", ["Gone"]),
        ("try:\n    find(x)\nexcept ValueError:\n    pass", ["Gone"]),
        ("try:\n    pass\nexcept LookupError:\n    find(x)", ["Gone"]),
        ("try:\n    pass\nexcept LookupError:\n    pass\nelse:\n    find(x)", ["Gone"]),
        ("import contextlib\nwith contextlib.suppress(LookupError):\n    find(x)", []),
    ],
)
def test_what_comes_out(body: str, names: list[str]) -> None:
    assert escapes(body) == names
