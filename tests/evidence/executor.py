"""An executor for proofs: the real SDK handles each request, only the Inngest server is emulated.

Execution requests go through JSON into the SDK's `CommHandler` (sdk: `_internal/comm_lib/
handler.py`), exactly as `inngest.fast_api.serve` and `inngest.flask.serve` call it, and its JSON
responses are treated as the Inngest server treats them (srv: `pkg/execution/executor/executor.go`,
`handleGenerator*` and `handleStepError`; `pkg/execution/driver/httpdriver/parse.go`).

Unlike `inngest.experimental.mocked` it memoizes the error of a step after the last attempt, so the
`except` around a step really runs, and it counts attempts.

Not emulated: time (a sleep ends at once), the delay of a retry, `ParallelMode.RACE` (which runs as
`WAIT`), and flow control.
"""

import asyncio
import collections
import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import inngest
from inngest._internal import comm_lib, server_lib

from .network import UnexpectedRequestError, event_api
from .wire import Failure, Op, UnreadableResponseError, parse_ops, shown

Status = Literal["COMPLETED", "FAILED", "ABORTED", "ESCAPED", "UNREADABLE"]
"""How a run ended.

COMPLETED and FAILED as in Inngest; ABORTED: still unfinished after `max_requests`; ESCAPED: an
exception left the SDK's handler (the web framework would get it); UNREADABLE: the response is not
JSON by the standard, which the server reports as an error.
"""

MAX_RETRIES = 20  # srv: pkg/consts/consts.go:71; more are lowered to this
DEFAULT_RETRIES = 4  # docs: create function, `retries`


@dataclasses.dataclass
class Run:
    """What became of one run.

    `steps` maps the id of each memoized step to its data, or to a `Failure`; the second use of
    an id is `id:1`, as the SDK counts (sdk: `step_lib/base.py`, `_parse_step_id`). `log` has one
    line a request, `sent` counts the events by name, `events` holds them as they were sent.
    """

    status: Status = "ABORTED"
    output: Any = None
    error: Failure | None = None
    escaped: BaseException | None = None
    requests: int = 0
    steps: dict[str, Any] = dataclasses.field(default_factory=dict)
    log: list[str] = dataclasses.field(default_factory=list)
    sent: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    events: list[dict[str, Any]] = dataclasses.field(default_factory=list)


def execute(
    function: inngest.Function[Any],
    client: inngest.Inngest,
    *,
    event: inngest.Event | Mapping[str, object] | None = None,
    events: Sequence[inngest.Event | Mapping[str, object]] | None = None,
    functions: Iterable[inngest.Function[Any]] | None = None,
    fn_id: str | None = None,
    stubs: Mapping[str, object] | None = None,
    max_requests: int = 60,
) -> Run:
    """Run `function` to its end, and report.

    client: required, since an `inngest.Function` does not know its client (sdk: `function.py`).
    event: by default what the function's first trigger would deliver; `events` is the batch.
    functions: all that are registered, by default only `function`.
    fn_id: what the server asks for, by default `function`; say `function.on_failure_fn_id` to run
        the failure handler.
    stubs: what the server memoizes for a step that it runs itself (`wait_for_event`, `invoke`,
        `ai.infer`), by step id: an event, `{"data": …}` or `{"error": …}`. Without one it is None,
        which is what a `wait_for_event` that timed out gives.
    """
    batch = [_with_defaults(item) for item in events or [event or _default_event(function)]]
    handler = comm_lib.CommHandler(
        client=client,
        enable_unauthed_sync=None,
        framework=server_lib.Framework.FAST_API,
        functions=[function] if functions is None else list(functions),
        streaming=None,
    )
    fn_id = fn_id or function.id
    served = handler._get_function(fn_id)
    driver = _Driver(
        handler=handler,
        function=function if isinstance(served, Exception) else served,
        fn_id=fn_id,
        event=_with_defaults(event) if event else batch[0],
        events=batch,
        stubs=stubs or {},
    )
    with event_api() as api:
        driver.drive(max_requests)
    if api.refused:
        # Raised here, because inside the run the function's own `except` could hide it.
        raise UnexpectedRequestError(", ".join(api.refused))
    driver.run.events = api.events
    driver.run.sent.update(str(sent["name"]) for sent in api.events)
    return driver.run


def _default_event(function: inngest.Function[Any]) -> Mapping[str, object]:
    """The event of the first trigger; a cron's as in srv: `executor/service.go:1069-1079`."""
    trigger = function._triggers[0]
    if isinstance(trigger, inngest.TriggerEvent):
        return {"name": trigger.event}
    return {"name": "inngest/scheduled.timer", "data": {"cron": trigger.cron}}


def _with_defaults(event: inngest.Event | Mapping[str, object]) -> dict[str, object]:
    """Complete an event as the server does on receipt: it always has an id and a time."""
    given = event.model_dump(mode="json") if isinstance(event, inngest.Event) else dict(event)
    defaults = {"data": {}, "id": "event-1", "ts": 1_700_000_000_000}
    return {**defaults, **{key: value for key, value in given.items() if value}}


@dataclasses.dataclass(frozen=True)
class _Item:
    """A queue item: the next request. `target` is a hashed step id, or no step in particular."""

    target: str = server_lib.UNSPECIFIED_STEP_ID
    attempt: int = 0

    def again(self) -> "_Item":
        return dataclasses.replace(self, attempt=self.attempt + 1)


@dataclasses.dataclass
class _Driver:
    """The server's side of one run: its queue, and the memoized steps."""

    handler: comm_lib.CommHandler
    function: inngest.Function[Any]
    fn_id: str
    event: dict[str, object]
    events: list[dict[str, object]]
    stubs: Mapping[str, object]
    run: Run = dataclasses.field(default_factory=Run)
    queue: collections.deque[_Item] = dataclasses.field(
        default_factory=lambda: collections.deque([_Item()])
    )
    memos: dict[str, object] = dataclasses.field(default_factory=dict)
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    parallel: set[str] = dataclasses.field(default_factory=set)
    disable_immediate_execution: bool = False
    finished: bool = False

    @property
    def max_attempts(self) -> int:
        """Retries plus one; a failure handler has none (sdk: `function.py`, `get_config`)."""
        if self.fn_id == self.function.on_failure_fn_id:
            return 1
        retries = self.function._opts.retries
        return 1 + min(DEFAULT_RETRIES if retries is None else retries, MAX_RETRIES)

    def drive(self, max_requests: int) -> None:
        """Work the queue until the run has ended."""
        loop = asyncio.new_event_loop()
        try:
            while not self.finished and self.run.requests < max_requests:
                self.run.requests += 1
                self.request(loop, self.queue.popleft())
        finally:
            _close(loop)

    def request(self, loop: asyncio.AbstractEventLoop, item: _Item) -> None:
        """Make one execution request, and deal with the response or what came instead."""
        try:
            response = self.call_sdk(loop, item)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a BaseExceptionGroup or SystemExit is a result here
            self.run.escaped = error
            self.end("ESCAPED", item, f"{type(error).__name__}: {error}")
            return
        try:
            self.handle(item, response)
        except UnreadableResponseError as error:
            self.end("UNREADABLE", item, f"{response.status_code} {error}")

    def call_sdk(self, loop: asyncio.AbstractEventLoop, item: _Item) -> comm_lib.CommResponse:
        """Call the SDK as FastAPI does for an async function, and as Flask does for a sync one.

        The loop is driven from outside, since a SystemExit in a task ends the loop and would reach
        a surrounding coroutine only as CancelledError.
        """
        request = comm_lib.CommRequest(
            body=json.dumps(self.body(item)).encode(),
            headers={},
            public_path=None,
            query_params={"fnId": self.fn_id, "stepId": item.target},
            raw_request=None,
            request_url="http://localhost/api/inngest",
            serve_origin=None,
            serve_path=None,
        )
        if self.function.is_handler_async:
            return loop.run_until_complete(self.handler.post(request))
        return self.handler.post_sync(request)

    def body(self, item: _Item) -> dict[str, object]:
        """The request's body (sdk: `server_lib/execution_request.py`, `ServerRequest`)."""
        return {
            "ctx": {
                "attempt": item.attempt,
                "disable_immediate_execution": self.disable_immediate_execution,
                "max_attempts": self.max_attempts,
                "run_id": "run-1",
                "stack": {"stack": list(self.memos)},
            },
            "event": self.event,
            "events": self.events,
            "steps": self.memos,
            "use_api": False,
        }

    def handle(self, item: _Item, response: comm_lib.CommResponse) -> None:
        """Decide by status code: 206 reports steps, 200 is the output, the rest are errors."""
        body = response.body_bytes()
        if isinstance(body, Exception):
            raise body
        if response.status_code == 206:
            self.handle_ops(item, parse_ops(body), no_retry=response.no_retry)
        elif response.status_code == 200:
            self.run.output = json.loads(body)
            self.end("COMPLETED", item, f"200 {self.run.output!r}")
        else:
            error = Failure.from_wire(json.loads(body))
            text = f"{response.status_code} {error.name}: {error.message}"
            self.handle_error(item, error, text, no_retry=response.no_retry)

    def handle_error(self, item: _Item, error: Failure, text: str, *, no_retry: bool) -> None:
        """An error outside every step: the request is repeated, or the run fails."""
        text += f" no_retry={no_retry}"
        if no_retry or self.is_last(item):
            self.run.error = error
            self.end("FAILED", item, text)
            return
        self.write_log(item, text)
        self.queue.append(item.again())

    def handle_ops(self, item: _Item, ops: list[Op], *, no_retry: bool) -> None:
        """Memoize what has ended, queue what is planned, and discover the next step.

        A response with several steps makes the run parallel: from then on the SDK has to plan a
        step before it is executed, and the next discovery waits for all of them.
        """
        self.names.update((op.hashed_id, op.name) for op in ops)
        self.write_log(item, "206 " + ", ".join(f"{op.code.value}({op.name})" for op in ops))
        if len(ops) > 1:
            self.disable_immediate_execution = True
            self.parallel.update(op.hashed_id for op in ops)
        for op in ops:
            if op.code is server_lib.Opcode.PLANNED:
                self.queue.append(_Item(op.hashed_id))
            elif op.code is server_lib.Opcode.STEP_ERROR and not no_retry:
                # On the last attempt the SDK says StepFailed instead, as it is told max_attempts.
                self.queue.append(item.again())
            else:
                self.memoize(op)
                if not self.parallel:
                    self.queue.append(_Item())

    def memoize(self, op: Op) -> None:
        """Store the result of a step, in the shape that the server sends back.

        The SDK reads `{"data": …}` and `{"error": …}`, and takes anything else for the data
        itself, as with the event of a `wait_for_event` (sdk: `step_lib/base.py`, `StepMemos`).
        """
        memo: object = None
        if op.error is not None:
            memo = {"error": {key: op.error.get(key) for key in ("message", "name", "stack")}}
        elif op.code is server_lib.Opcode.STEP_RUN:
            memo = {"data": op.data}
        elif op.name in self.stubs:
            memo = self.stubs[op.name]
        self.memos[op.hashed_id] = memo
        self.run.steps[op.name] = shown(memo)
        self.parallel.discard(op.hashed_id)

    def is_last(self, item: _Item) -> bool:
        return item.attempt + 1 >= self.max_attempts

    def end(self, status: Status, item: _Item, text: str) -> None:
        self.run.status = status
        self.finished = True
        self.write_log(item, text)

    def write_log(self, item: _Item, text: str) -> None:
        target = self.names.get(item.target, item.target)
        number = self.run.requests
        self.run.log.append(f"#{number} target={target} attempt={item.attempt} -> {text}")


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """End the loop as `asyncio.run` does: tasks that the function left behind are cancelled."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
