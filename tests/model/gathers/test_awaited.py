"""What awaitables are called, and what they are told."""

from __future__ import annotations

import pytest

from inngest_lint.model.code import Code
from inngest_lint.model.gathers.awaited import AwaitedNames
from tests.model.build import bound, build

# An awaitable, the words of what it calls, and those of what that is given.
NAMED = {
    "call": ("check_dental()", "dental", ""),
    "method": ("api.plans.check_dental()", "dental", "plans"),
    "alias": ("dentist(1)", "dentist dental", ""),
    "function under another name": ("eyes(1)", "eyes branch", ""),
    "adapter": ("sync_to_async(check_dental)('x')", "dental", ""),
    "arguments": ("fetch('users', table='orders')", "", "users orders"),
    "what is left out": ("fetch(exclude='users')", "", "|users"),
    "constant": ("fetch(TABLE)", "", "bills"),
    "variable": ("fetch(bills)", "", ""),
    "f-string": ("fetch(f'users/{x}/orders')", "", "users orders"),
    "call in a call": ("limit(check_dental())", "limit", "dental"),
    "call in a lambda in a call": (
        "limit(lambda: fetch_dental('x', 'ear'))",
        "limit",
        "dental ear",
    ),
    "partial in a call": ("limit(functools.partial(check_dental, 'ear'))", "limit", "dental ear"),
    "function in a call": ("limit(check, 3)", "limit", ""),
    "task": ("asyncio.create_task(check_dental())", "dental", ""),
    "wrapped": ("asyncio.wait_for(asyncio.shield(check_dental()), 3)", "dental", ""),
    "thread": ("asyncio.to_thread(check_dental, 'vision')", "dental", "vision"),
    "executor": ("asyncio.get_running_loop().run_in_executor(None, dental)", "dental", ""),
    "partial": ("functools.partial(check_dental, 'vision')", "dental", "vision"),
    "partial of the file": ("functools.partial(work, 'vision')", "work", "vision"),
    "called partial": ("held()", "work", "teeth"),
    "lambda": ("lambda: check_dental('x')", "dental", ""),
    "function": ("branch", "branch dental", ""),
    "step": ("ctx.step.run('get-eyes', look_up_teeth, 'nose')", "eyes teeth", "nose"),
    "step with a lambda": ("ctx.step.run('a', lambda: fetch('teeth'))", "", "teeth"),
    "step with a partial": ("ctx.step.run('a', functools.partial(nose, 'ear'))", "nose", "ear"),
    "step id with holes": ("ctx.step.run(f'eyes-{ctx.run_id}', work)", "eyes work", ""),
    "invoke": ("ctx.step.invoke('get-eyes', function=teeth)", "eyes", ""),
    "partial of a step": ("functools.partial(ctx.step.run, 'eyes', teeth)", "eyes teeth", ""),
    "unknown": ("jobs[0]", "", ""),
    "itself": ("loop", "", ""),
}


def named(code: str) -> tuple[Code, AwaitedNames]:
    module = build(
        f"""
        TABLE = "bills"
        held = functools.partial(work, "teeth")
        async def branch():
            return await check_dental()
        from clinic import check_dental as dentist
        eyes = branch
        @client.create_function(fn_id="f", trigger=EVENT)
        async def f(ctx, bills, loop):
            loop = loop
            awaitable = {code}
        """,
        prelude=True,
    )
    names = AwaitedNames(module.names)
    return module, names


@pytest.mark.parametrize(("code", "callee", "told"), NAMED.values(), ids=NAMED)
def test_names(code: str, callee: str, told: str) -> None:
    module, names = named(code)
    found = names.of(bound(module, "awaitable"))  # type: ignore[arg-type]
    firm, _, beside = told.partition("|")
    assert " ".join(found.callee.words) == callee
    assert " ".join(found.arguments.firm) == firm
    assert " ".join(found.arguments.words) == firm + beside


WRITTEN = {
    "check_dental()": "check_dental()",
    "fetch(\n                'users',\n            )": "fetch('users')",
    "limited_call(semaphore, check_dental, 'vision', 3)": "limited_call(…)",
    "ctx.step.run('eyes', work)": "step 'eyes'",
    "lambda: ctx.step.run(f'{ctx.run_id}', work)": "step f'{ctx.run_id}'",
    "jobs[0]": "jobs[0]",
}


@pytest.mark.parametrize(("code", "written"), WRITTEN.items(), ids=WRITTEN.values())
def test_as_a_message_writes_it(code: str, written: str) -> None:
    module, names = named(code)
    assert names.written(names.of(bound(module, "awaitable"))) == written  # type: ignore[arg-type]
