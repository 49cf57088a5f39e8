"""The executor, branch by branch, against outcomes that were measured before it was written."""

import asyncio
import datetime
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import inngest
import pytest

from tests.evidence import Failure, UnexpectedRequestError, execute

client = inngest.Inngest(app_id="app", is_production=False)
TRIGGER = inngest.TriggerEvent(event="app/test")


def function(
    body: Callable[[inngest.Context], Awaitable[Any]],
    *,
    retries: int | None = 0,
    on_failure: Callable[[inngest.Context], Awaitable[Any]] | None = None,
    trigger: inngest.TriggerCron | inngest.TriggerEvent = TRIGGER,
) -> inngest.Function[Any]:
    decorate = client.create_function(
        fn_id="f", trigger=trigger, retries=retries, on_failure=on_failure
    )
    return decorate(body)


def handler(calls: list[str], name: str, error: Exception | None = None) -> Any:
    """A step handler that notes its execution, then returns its name or raises."""

    async def run() -> str:
        calls.append(name)
        if error:
            raise error
        return name

    return run


async def one(ctx: inngest.Context) -> object:
    return await ctx.step.run("one", handler([], "one"))


def test_each_step_is_memoized_by_a_request_of_its_own() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> list[str]:
        first = await ctx.step.run("a", handler(calls, "a"))
        return [first, await ctx.step.run("b", handler(calls, "b"))]

    run = execute(function(body), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepRun(a)",
        "#2 target=step attempt=0 -> 206 StepRun(b)",
        "#3 target=step attempt=0 -> 200 ['a', 'b']",
    ]
    assert (run.status, run.output, run.error, run.requests) == ("COMPLETED", ["a", "b"], None, 3)
    assert run.steps == {"a": "a", "b": "b"}
    assert calls == ["a", "b"]


def test_the_error_of_a_step_is_memoized_after_its_last_attempt() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> str:
        try:
            return await ctx.step.run("a", handler(calls, "a", ValueError("boom")))
        except inngest.StepError as error:
            return f"caught {error.name}: {error.message}"

    run = execute(function(body, retries=1), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepError(a)",
        "#2 target=step attempt=1 -> 206 StepFailed(a)",
        "#3 target=step attempt=0 -> 200 'caught ValueError: boom'",
    ]
    assert run.status == "COMPLETED"
    assert run.steps == {"a": Failure("ValueError", "boom")}
    assert calls == ["a", "a"]


def test_an_uncaught_step_error_fails_the_run_without_a_retry() -> None:
    async def body(ctx: inngest.Context) -> None:
        await ctx.step.run("a", handler([], "a", ValueError("boom")))

    run = execute(function(body, retries=1), client)

    assert run.log[2:] == ["#3 target=step attempt=0 -> 500 ValueError: boom no_retry=True"]
    assert (run.status, run.error, run.output) == ("FAILED", Failure("ValueError", "boom"), None)
    assert run.error is not None
    assert run.error.code == "step_errored"


@pytest.mark.parametrize(
    ("retries", "attempts"), [(0, 1), (2, 3), (None, 5), (20, 21), (25, 21)], ids=str
)
def test_an_error_outside_a_step_is_retried_as_often_as_the_server_would(
    retries: int | None, attempts: int
) -> None:
    seen: list[int] = []

    async def body(ctx: inngest.Context) -> None:
        seen.append(ctx.attempt)
        raise ConnectionError("down")

    run = execute(function(body, retries=retries), client)

    assert seen == list(range(attempts))
    assert run.log[-1] == (
        f"#{attempts} target=step attempt={attempts - 1}"
        " -> 500 ConnectionError: down no_retry=False"
    )
    assert (run.status, run.error) == ("FAILED", Failure("ConnectionError", "down"))


def test_attempts_start_again_after_a_step() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        async def second() -> None:
            if ctx.attempt < 1:
                raise ValueError("x")

        await ctx.step.run(f"charge-{ctx.attempt}", handler(calls, "charge"))
        await ctx.step.run("b", second)

    run = execute(function(body, retries=2), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepRun(charge-0)",
        "#2 target=step attempt=0 -> 206 StepError(b)",
        "#3 target=step attempt=1 -> 206 StepRun(charge-1)",
        "#4 target=step attempt=0 -> 206 StepError(b)",
        "#5 target=step attempt=1 -> 206 StepRun(b)",
        "#6 target=step attempt=0 -> 200 None",
    ]
    assert calls == ["charge", "charge"]


def test_parallel_steps_are_planned_then_discovered_once() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> object:
        both = await ctx.group.parallel(
            (
                lambda: ctx.step.run("a", handler(calls, "a")),
                lambda: ctx.step.run("b", handler(calls, "b")),
            )
        )
        return [*both, await ctx.step.run("c", handler(calls, "c"))]

    run = execute(function(body), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepPlanned(a), StepPlanned(b)",
        "#2 target=a attempt=0 -> 206 StepRun(a)",
        "#3 target=b attempt=0 -> 206 StepRun(b)",
        # After a parallel response the SDK plans a single step as well.
        "#4 target=step attempt=0 -> 206 StepPlanned(c)",
        "#5 target=c attempt=0 -> 206 StepRun(c)",
        "#6 target=step attempt=0 -> 200 ['a', 'b', 'c']",
    ]
    assert calls == ["a", "b", "c"]


def test_one_failing_branch_is_retried_alone() -> None:
    calls: list[str] = []

    async def settle(ctx: inngest.Context, name: str, error: Exception | None) -> str:
        try:
            return str(await ctx.step.run(name, handler(calls, name, error)))
        except inngest.StepError as failure:
            return f"failed: {failure.message}"

    async def body(ctx: inngest.Context) -> object:
        return await ctx.group.parallel(
            (lambda: settle(ctx, "a", ValueError("boom")), lambda: settle(ctx, "b", None))
        )

    run = execute(function(body, retries=1), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepPlanned(a), StepPlanned(b)",
        "#2 target=a attempt=0 -> 206 StepError(a)",
        "#3 target=b attempt=0 -> 206 StepRun(b)",
        "#4 target=a attempt=1 -> 206 StepFailed(a)",
        "#5 target=step attempt=0 -> 200 ['failed: boom', 'b']",
    ]
    assert run.steps == {"b": "b", "a": Failure("ValueError", "boom")}
    assert calls == ["a", "b", "a"]


def test_the_next_discovery_waits_for_every_parallel_step() -> None:
    async def body(ctx: inngest.Context) -> object:
        return await ctx.group.parallel(
            (lambda: ctx.step.sleep("z", 1000), lambda: ctx.step.run("a", handler([], "a")))
        )

    run = execute(function(body), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 Sleep(z), StepPlanned(a)",
        "#2 target=a attempt=0 -> 206 StepRun(a)",
        "#3 target=step attempt=0 -> 200 [None, 'a']",
    ]


def test_a_sleep_ends_at_once() -> None:
    async def body(ctx: inngest.Context) -> str:
        await ctx.step.sleep("nap", datetime.timedelta(days=7))
        return "ok"

    run = execute(function(body), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 Sleep(nap)",
        "#2 target=step attempt=0 -> 200 'ok'",
    ]
    assert run.steps == {"nap": None}


async def wait(ctx: inngest.Context) -> object:
    event = await ctx.step.wait_for_event("approval", event="app/approved", timeout=60_000)
    return None if event is None else event.data


def test_wait_for_event_times_out_without_a_stub() -> None:
    run = execute(function(wait), client)

    assert run.log[0] == "#1 target=step attempt=0 -> 206 WaitForEvent(approval)"
    assert (run.status, run.output, run.steps) == ("COMPLETED", None, {"approval": None})


def test_a_stub_is_the_event_that_was_waited_for() -> None:
    approved = {"name": "app/approved", "data": {"by": "ann"}, "id": "e", "ts": 1}

    run = execute(function(wait), client, stubs={"approval": approved})

    assert (run.output, run.steps) == ({"by": "ann"}, {"approval": approved})


def test_a_stub_can_be_the_failure_of_an_invoked_function() -> None:
    called = function(one)

    async def body(ctx: inngest.Context) -> object:
        try:
            return await ctx.step.invoke("call", function=called)
        except inngest.StepError as error:
            return error.name

    stubs = {"call": {"error": {"name": "KeyError", "message": "id"}}}
    run = execute(function(body), client, stubs=stubs)

    assert run.log[0] == "#1 target=step attempt=0 -> 206 InvokeFunction(call)"
    assert (run.output, run.steps) == ("KeyError", {"call": Failure("KeyError", "id")})
    assert execute(function(body), client, stubs={"call": {"data": 7}}).output == 7


def test_a_non_retriable_error_in_a_step_is_not_memoized() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("a", handler(calls, "a", inngest.NonRetriableError("bad input")))
        except Exception:
            await ctx.step.run("fail", handler(calls, "fail"))
            raise

    run = execute(function(body, retries=3), client)

    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepRun(fail)",
        "#2 target=step attempt=0 -> 500 NonRetriableError: bad input no_retry=True",
    ]
    assert (run.status, run.steps) == ("FAILED", {"fail": "fail"})
    assert calls == ["a", "fail", "a"]


def test_a_retry_after_error_in_a_step_repeats_the_request() -> None:
    calls: list[str] = []
    error = inngest.RetryAfterError("429", datetime.timedelta(seconds=30))

    async def body(ctx: inngest.Context) -> object:
        return await ctx.step.run("a", handler(calls, "a", error))

    run = execute(function(body, retries=2), client)

    assert run.log == [
        f"#{number} target=step attempt={number - 1} -> 500 RetryAfterError: 429 no_retry=False"
        for number in (1, 2, 3)
    ]
    assert (run.status, run.steps) == ("FAILED", {})
    assert calls == ["a", "a", "a"]


def test_a_nested_step_is_not_retried() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> object:
        async def outer() -> object:
            calls.append("outer")
            return await ctx.step.run("inner", handler(calls, "inner"))

        return await ctx.step.run("outer", outer)

    run = execute(function(body, retries=3), client)

    nested = "Nested steps are not supported."
    assert run.log == [
        "#1 target=step attempt=0 -> 206 StepError(outer)",
        f"#2 target=step attempt=0 -> 500 CodedError: {nested} no_retry=True",
    ]
    assert run.steps == {"outer": Failure("CodedError", nested)}
    assert calls == ["outer"]


def test_an_unserializable_output_repeats_the_step_handler() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> object:
        async def charge() -> datetime.datetime:
            calls.append("charge")
            return datetime.datetime.now()

        return await ctx.step.run("charge", charge)

    run = execute(function(body, retries=3), client)

    message = '"charge" returned unserializable data'
    assert run.log[-1] == (
        f"#4 target=step attempt=3 -> 500 OutputUnserializableError: {message} no_retry=False"
    )
    assert (run.status, run.error) == ("FAILED", Failure("OutputUnserializableError", message))
    assert calls == ["charge"] * 4


def test_nan_is_a_response_that_the_server_cannot_read() -> None:
    async def body(ctx: inngest.Context) -> object:
        async def measure() -> float:
            return float("nan")

        return await ctx.step.run("measure", measure)

    run = execute(function(body), client)

    assert run.log == ["#1 target=step attempt=0 -> 206 NaN is not JSON"]
    assert (run.status, run.steps) == ("UNREADABLE", {})


def test_the_second_use_of_an_id_has_an_index() -> None:
    async def body(ctx: inngest.Context) -> list[object]:
        return [await ctx.step.run("s", handler([], name)) for name in ("x", "y", "z")]

    run = execute(function(body), client)

    assert run.steps == {"s": "x", "s:1": "y", "s:2": "z"}
    assert run.log[1] == "#2 target=step attempt=0 -> 206 StepRun(s:1)"


def test_a_run_that_never_ends_is_aborted() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> object:
        return await ctx.step.run(f"charge-{uuid.uuid4()}", handler(calls, "charge"))

    run = execute(function(body), client, max_requests=8)

    assert (run.status, run.requests, len(run.steps)) == ("ABORTED", 8, 8)
    assert calls == ["charge"] * 8


def test_max_requests_is_enough_when_it_is_just_enough() -> None:
    assert execute(function(one), client, max_requests=2).status == "COMPLETED"
    assert execute(function(one), client, max_requests=1).status == "ABORTED"


def test_a_sync_function_runs_step_by_step() -> None:
    calls: list[str] = []
    threads: set[threading.Thread] = set()

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=2)
    def body(ctx: inngest.ContextSync) -> object:
        threads.add(threading.current_thread())

        def charge() -> int:
            calls.append("charge")
            return 1

        result: Any = charge()
        return ctx.step.run("a", result)

    run = execute(body, client)

    assert run.log[2:] == [
        "#3 target=step attempt=2 -> 206 StepFailed(a)",
        "#4 target=step attempt=0 -> 500 TypeError: 'int' object is not callable no_retry=True",
    ]
    assert run.steps == {"a": Failure("TypeError", "'int' object is not callable")}
    assert calls == ["charge"] * 4
    assert threads == {threading.current_thread()}


def test_sync_steps_in_parallel_and_a_sync_send() -> None:
    @client.create_function(fn_id="f", trigger=TRIGGER)
    def body(ctx: inngest.ContextSync) -> object:
        client.send_sync(inngest.Event(name="app/seen"))
        ids = ctx.step.send_event("tell", inngest.Event(name="app/told"))
        return [
            *ids,
            *ctx.group.parallel(
                (lambda: ctx.step.run("a", lambda: 1), lambda: ctx.step.run("b", lambda: 2))
            ),
        ]

    run = execute(body, client)

    assert (run.status, run.output, run.requests) == ("COMPLETED", ["sent-1", 1, 2], 5)
    assert run.sent == {"app/seen": 5, "app/told": 1}


def test_send_event_is_a_step_and_a_plain_send_is_not() -> None:
    other = inngest.Inngest(app_id="other", is_production=False)

    async def body(ctx: inngest.Context) -> object:
        await client.send([inngest.Event(name="app/plain", data={"n": 1})])
        await other.send(inngest.Event(name="app/other"))
        pair = [inngest.Event(name="app/one"), inngest.Event(name="app/two")]
        return await ctx.step.send_event("tell", pair)

    run = execute(function(body), client)

    assert run.sent == {"app/plain": 2, "app/other": 2, "app/one": 1, "app/two": 1}
    assert run.steps == {"tell": ["sent-2", "sent-3"]}
    assert run.output == ["sent-2", "sent-3"]
    assert run.events[0]["data"] == {"n": 1}


def test_a_send_from_another_thread_is_recorded() -> None:
    async def body(ctx: inngest.Context) -> object:
        def send() -> list[str]:
            return asyncio.run(client.send(inngest.Event(name="app/thread")))

        return await asyncio.to_thread(send)

    assert execute(function(body), client).sent == {"app/thread": 1}


def test_any_other_request_is_refused_even_if_the_function_hides_it() -> None:
    async def body(ctx: inngest.Context) -> str:
        try:
            async with httpx.AsyncClient() as http:
                await http.get("https://api.example.com/rates")
        except httpx.HTTPError:
            return "fallback"
        return "reached"

    with pytest.raises(UnexpectedRequestError, match=r"^GET https://api\.example\.com/rates$"):
        execute(function(body), client)


def test_an_exception_that_escapes_the_sdk_is_reported() -> None:
    async def body(ctx: inngest.Context) -> None:
        wrong: Any = "30s"
        raise inngest.RetryAfterError("429", wrong)

    run = execute(function(body, retries=1), client)

    assert run.log == [
        "#1 target=step attempt=0 -> AttributeError: 'str' object has no attribute 'astimezone'"
    ]
    assert (run.status, run.error) == ("ESCAPED", None)
    assert isinstance(run.escaped, AttributeError)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.TaskGroup is new in Python 3.11")
def test_a_task_group_of_steps_escapes_the_sdk() -> None:
    calls: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        async with asyncio.TaskGroup() as group:
            for name in ("a", "b"):
                group.create_task(ctx.step.run(name, handler(calls, name)))

    run = execute(function(body), client)

    assert (run.status, type(run.escaped).__name__) == ("ESCAPED", "BaseExceptionGroup")
    assert calls == ["a", "b"]


def test_a_system_exit_ends_the_run_and_not_the_proof() -> None:
    async def body(ctx: inngest.Context) -> None:
        sys.exit(3)

    run = execute(function(body), client)

    assert (run.status, repr(run.escaped)) == ("ESCAPED", "SystemExit(3)")
    assert execute(function(one), client).status == "COMPLETED"


def test_a_keyboard_interrupt_stops_the_proof() -> None:
    async def body(ctx: inngest.Context) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(function(body), client)


async def name_and_data(ctx: inngest.Context) -> object:
    return [ctx.event.name, ctx.event.data, [event.name for event in ctx.events]]


def test_the_default_event_is_that_of_the_trigger() -> None:
    cron = inngest.TriggerCron(cron="0 3 * * *")

    assert execute(function(name_and_data), client).output == ["app/test", {}, ["app/test"]]
    assert execute(function(name_and_data, trigger=cron), client).output == [
        "inngest/scheduled.timer",
        {"cron": "0 3 * * *"},
        ["inngest/scheduled.timer"],
    ]


def test_an_event_may_be_given_as_an_event_or_a_mapping() -> None:
    event = inngest.Event(name="app/x", data={"n": 1})
    batch: list[inngest.Event | dict[str, object]] = [event, {"name": "app/y"}]

    assert execute(function(name_and_data), client, event=event).output == [
        "app/x",
        {"n": 1},
        ["app/x"],
    ]
    assert execute(function(name_and_data), client, events=batch).output == [
        "app/x",
        {"n": 1},
        ["app/x", "app/y"],
    ]


def test_an_event_has_an_id_and_a_time_even_if_it_was_sent_without() -> None:
    async def body(ctx: inngest.Context) -> object:
        return [ctx.event.id, ctx.event.ts, ctx.event.data]

    expected = ["event-1", 1_700_000_000_000, {}]
    assert execute(function(body), client, event=inngest.Event(name="app/x")).output == expected
    assert execute(function(body), client, event={"name": "app/x"}).output == expected


def test_a_failure_handler_has_one_attempt() -> None:
    seen: list[str] = []

    async def on_failure(ctx: inngest.Context) -> None:
        seen.append(ctx.event.name)
        raise KeyError("log_id")

    failing = function(one, retries=3, on_failure=on_failure)
    run = execute(
        failing,
        client,
        fn_id=failing.on_failure_fn_id,
        event={"name": "inngest/function.failed"},
    )

    assert (run.status, run.error) == ("FAILED", Failure("KeyError", "'log_id'"))
    assert seen == ["inngest/function.failed"]


def test_of_two_functions_with_one_id_the_last_is_served() -> None:
    async def second(ctx: inngest.Context) -> str:
        raise ValueError("second")

    first = function(one, retries=0)
    run = execute(first, client, functions=[first, function(second, retries=2)])

    assert (run.error, run.requests) == (Failure("ValueError", "second"), 3)


def test_a_function_that_is_not_registered_is_not_found() -> None:
    run = execute(function(one), client, functions=[])

    assert run.error == Failure("FunctionNotFoundError", "function app-f not found")
