"""What an `except` around steps does on a run in which nothing fails, measured on the real SDK.

A step ends a request by raising `ResponseInterrupt`, a BaseException (sdk: `step_lib/base.py`), so
every handler that catches BaseException runs on every successful step.
"""
# ruff: noqa: E722, B904  the subject of these experiments

from collections.abc import Awaitable, Callable
from typing import Any

import inngest

from tests.evidence import Failure, Run, execute

client = inngest.Inngest(app_id="app", is_production=False)
failed = inngest.Event(name="x.failed")
TRIGGER = inngest.TriggerEvent(event="app/test")

Body = Callable[[inngest.Context, list[str]], Awaitable[Any]]


def measure(body: Body, *, retries: int = 1) -> tuple[Run, list[str]]:
    """Run `body` as a function; give the run and what `body` noted."""
    calls: list[str] = []

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=retries)
    async def function(ctx: inngest.Context) -> Any:
        return await body(ctx, calls)

    return execute(function, client), calls


def ok(calls: list[str], name: str) -> Callable[[], Awaitable[str]]:
    async def run() -> str:
        calls.append(name)
        return name

    return run


def test_bare_except_that_sends_in_a_step_and_re_raises() -> None:
    """A failure event is sent although nothing failed, and the step handler runs twice.

    The step inside the handler raises an interrupt of its own, which replaces the one that carried
    the result of `a`; `a` is executed again, and memoized, once the send is memoized.
    """

    async def body(ctx: inngest.Context, calls: list[str]) -> str:
        try:
            return await ctx.step.run("a", ok(calls, "a"))
        except:
            await ctx.step.send_event("fail", failed)
            raise

    run, calls = measure(body)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepRun(fail)",
        "#2 target=step attempt=0 -> 206 StepRun(a)",
        "#3 target=step attempt=0 -> 200 'a'",
    ]
    assert (run.status, run.sent, calls) == ("COMPLETED", {"x.failed": 1}, ["a", "a"])


def test_except_base_exception_that_sends_in_a_step_and_re_raises() -> None:
    """The same as with a bare except."""

    async def body(ctx: inngest.Context, calls: list[str]) -> str:
        try:
            return await ctx.step.run("a", ok(calls, "a"))
        except BaseException:
            await ctx.step.send_event("fail", failed)
            raise

    run, calls = measure(body)

    assert (run.status, run.sent, calls) == ("COMPLETED", {"x.failed": 1}, ["a", "a"])


def test_only_the_first_step_of_such_a_try_runs_twice() -> None:
    """The send is memoized after the first step, so later interrupts pass through the handler."""

    async def body(ctx: inngest.Context, calls: list[str]) -> list[str]:
        try:
            return [await ctx.step.run(name, ok(calls, name)) for name in ("a", "b", "c")]
        except BaseException:
            await ctx.step.send_event("fail", failed)
            raise

    run, calls = measure(body)

    assert (run.status, run.sent, calls) == ("COMPLETED", {"x.failed": 1}, ["a", "a", "b", "c"])


def test_except_base_exception_with_plain_cleanup_that_re_raises() -> None:
    """Nothing is lost and no step repeats, but the cleanup runs once a step, without a failure."""

    async def body(ctx: inngest.Context, calls: list[str]) -> list[str]:
        try:
            return [await ctx.step.run(name, ok(calls, name)) for name in ("a", "b")]
        except BaseException as error:
            calls.append(f"cleanup: {type(error).__name__}")
            raise

    run, calls = measure(body)

    cleanup = "cleanup: ResponseInterrupt"
    assert (run.status, run.output, run.requests) == ("COMPLETED", ["a", "b"], 3)
    assert calls == ["a", cleanup, "b", cleanup]


def test_except_base_exception_that_sends_outside_a_step_and_re_raises() -> None:
    """The failure event is sent once a step, although nothing failed; no step repeats."""

    async def body(ctx: inngest.Context, calls: list[str]) -> list[str]:
        try:
            return [await ctx.step.run(name, ok(calls, name)) for name in ("a", "b", "c")]
        except BaseException:
            await client.send(failed)
            raise

    run, calls = measure(body)

    assert (run.status, run.output) == ("COMPLETED", ["a", "b", "c"])
    assert (run.sent, calls) == ({"x.failed": 3}, ["a", "b", "c"])


def test_bare_except_that_raises_another_error() -> None:
    """A run in which nothing fails is FAILED; the step is never memoized, and runs every attempt.

    The interrupt is replaced by an ordinary error, which is retried until the attempts are used up.
    """

    async def body(ctx: inngest.Context, calls: list[str]) -> str:
        try:
            return await ctx.step.run("a", ok(calls, "a"))
        except:
            raise RuntimeError("x")

    run, calls = measure(body)

    assert run.log == [
        "#1 target=step attempt=0 -> 500 RuntimeError: x no_retry=False",
        "#2 target=step attempt=1 -> 500 RuntimeError: x no_retry=False",
    ]
    assert (run.status, run.error) == ("FAILED", Failure("RuntimeError", "x"))
    assert (run.steps, calls) == ({}, ["a", "a"])


def test_except_base_exception_that_raises_another_error_from_it() -> None:
    """`from error` changes nothing: the interrupt is only the cause, and the SDK does not look."""

    async def body(ctx: inngest.Context, calls: list[str]) -> str:
        try:
            return await ctx.step.run("a", ok(calls, "a"))
        except BaseException as error:
            raise RuntimeError("x") from error

    run, calls = measure(body)

    assert (run.status, run.error) == ("FAILED", Failure("RuntimeError", "x"))
    assert (run.steps, calls) == ({}, ["a", "a"])


def both(ctx: inngest.Context, calls: list[str]) -> Awaitable[tuple[str, ...]]:
    return ctx.group.parallel(
        (
            lambda: ctx.step.run("a", ok(calls, "a")),
            lambda: ctx.step.run("b", ok(calls, "b")),
        )
    )


def test_except_exception_around_a_group_does_nothing_on_success() -> None:
    """The interrupt of a parallel group is no Exception: each step runs once."""

    async def body(ctx: inngest.Context, calls: list[str]) -> object:
        try:
            return await both(ctx, calls)
        except Exception:
            return "fallback"

    run, calls = measure(body)

    assert (run.status, run.output, run.requests) == ("COMPLETED", ["a", "b"], 4)
    assert calls == ["a", "b"]


async def fail_beside_b(ctx: inngest.Context, calls: list[str]) -> object:
    async def fail() -> str:
        calls.append("fail")
        raise ValueError("boom")

    try:
        return await ctx.group.parallel(
            (lambda: ctx.step.run("fail", fail), lambda: ctx.step.run("b", ok(calls, "b")))
        )
    except Exception as error:
        return f"fallback: {type(error).__name__}"


def test_except_exception_around_a_group_catches_the_step_error() -> None:
    """It arrives as `inngest.StepError`, after the retries of the failing step."""
    run, calls = measure(fail_beside_b, retries=1)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepPlanned(fail), StepPlanned(b)",
        "#2 target=fail attempt=0 -> 206 StepError(fail)",
        "#3 target=b attempt=0 -> 206 StepRun(b)",
        "#4 target=fail attempt=1 -> 206 StepFailed(fail)",
        "#5 target=step attempt=0 -> 200 'fallback: StepError'",
    ]
    assert calls == ["fail", "b", "fail"]


def test_except_exception_around_a_group_can_end_the_run_before_a_planned_step_runs() -> None:
    """`group.parallel` awaits its callables in order, so a memoized error hides what follows it.

    Once `fail` has failed for good, the request that was made to execute `b` meets that error
    first, and the function returns: the run is COMPLETED, and `b` never runs.
    """
    run, calls = measure(fail_beside_b, retries=0)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepPlanned(fail), StepPlanned(b)",
        "#2 target=fail attempt=0 -> 206 StepFailed(fail)",
        "#3 target=b attempt=0 -> 200 'fallback: StepError'",
    ]
    assert (run.status, calls) == ("COMPLETED", ["fail"])


def test_bare_except_around_a_group() -> None:
    """The plan is swallowed: the run is COMPLETED on its first request, and no step ever runs."""

    async def body(ctx: inngest.Context, calls: list[str]) -> object:
        try:
            return await both(ctx, calls)
        except:
            return "fallback"

    run, calls = measure(body)

    assert run.log == ["#1 target=step attempt=0 -> 200 'fallback'"]
    assert (run.status, run.steps, calls) == ("COMPLETED", {}, [])


def test_bare_except_around_a_group_that_sends_in_a_step_and_re_raises() -> None:
    """The failure event is sent although nothing failed; each step runs once.

    Nothing repeats, unlike with a single step: the interrupt that the send replaces is only a plan.
    """

    async def body(ctx: inngest.Context, calls: list[str]) -> object:
        try:
            return await both(ctx, calls)
        except:
            await ctx.step.send_event("fail", failed)
            raise

    run, calls = measure(body)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepRun(fail)",
        "#2 target=step attempt=0 -> 206 StepPlanned(a), StepPlanned(b)",
        "#3 target=a attempt=0 -> 206 StepRun(a)",
        "#4 target=b attempt=0 -> 206 StepRun(b)",
        "#5 target=step attempt=0 -> 200 ['a', 'b']",
    ]
    assert (run.status, run.sent, calls) == ("COMPLETED", {"x.failed": 1}, ["a", "b"])


def test_bare_except_around_a_group_that_re_raises() -> None:
    """Harmless."""

    async def body(ctx: inngest.Context, calls: list[str]) -> object:
        try:
            return await both(ctx, calls)
        except:
            raise

    run, calls = measure(body)

    assert (run.status, run.output, calls) == ("COMPLETED", ["a", "b"], ["a", "b"])
