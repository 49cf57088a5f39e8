"""The SDK by its dotted names, as `inngest` 0.5.19 exports them.

A *symbol* is the dotted name of something outside the file under check. Calling it appends `()`:
`inngest.Inngest` is the class, `inngest.Inngest()` a client, `inngest.Inngest().send` its method.
The context, its step and its group each have one symbol, whichever way a function came by them.
"""

from functools import lru_cache

from inngest_lint.sdk.python import PATHS

CLIENT = "inngest.Inngest()"
CREATE_FUNCTION = f"{CLIENT}.create_function"

CONTEXT = "inngest.Context()"
STEP = f"{CONTEXT}.step"
GROUP = f"{CONTEXT}.group"
LOGGER = f"{CONTEXT}.logger"
# What the server gives every run: a fallback behind one of these is never taken.
ALWAYS_GIVEN = frozenset({f"{CONTEXT}.run_id", f"{CONTEXT}.event.id", f"{CONTEXT}.event.name"})
ATTEMPT = f"{CONTEXT}.attempt"
RUN_EVENT = f"{CONTEXT}.event"
RUN_EVENTS = f"{CONTEXT}.events"
RUN_EVENT_NAME = f"{RUN_EVENT}.name"
RUN_EVENT_DATA = f"{RUN_EVENT}.data"
PARALLEL = f"{GROUP}.parallel"
# What a context has, and the classes of that.
# sdk: _internal/execution_lib/models.py, `Context`
CONTEXT_ATTRIBUTES = {
    "attempt": frozenset({"builtins.int"}),
    "event": frozenset({"inngest.Event"}),
    "events": frozenset({"builtins.list"}),
    "logger": frozenset({"logging.Logger"}),
    "run_id": frozenset({"builtins.str"}),
}
SYNC_CONTEXTS = frozenset({"inngest.ContextSync", "inngest.StepSync"})
STEP_INVOKE = f"{STEP}.invoke"
STEP_RUN = f"{STEP}.run"
STEP_SEND_EVENT = f"{STEP}.send_event"
STEP_SLEEPS = frozenset({f"{STEP}.sleep", f"{STEP}.sleep_until"})
STEP_WAIT_FOR_EVENT = f"{STEP}.wait_for_event"

EVENT = "inngest.Event()"
# sdk: _internal/server_lib/event.py, `Event`
EVENT_FIELDS = frozenset({"name", "data", "id", "ts"})
WAITED_EVENT = f"{STEP_WAIT_FOR_EVENT}()"
MIDDLEWARE = "inngest.Middleware"
MIDDLEWARE_SYNC = "inngest.MiddlewareSync"
MIDDLEWARES = frozenset({MIDDLEWARE, MIDDLEWARE_SYNC})
TRIGGER_CRON = "inngest.TriggerCron()"
TRIGGER_EVENT = "inngest.TriggerEvent()"

# The arguments of steps that tell when to go on, by keyword and by their place in a method.
TIME_ARGUMENTS = frozenset({"duration", "until", "timeout"})
TIME_POSITIONS = {"sleep": 1, "sleep_until": 1}

MOCKED = "inngest.experimental.mocked"  # runs functions in tests, without a server

# sdk: _internal/client_lib/client.py, `Inngest.send` and `Inngest.send_sync`
CLIENT_SEND = f"{CLIENT}.send"
CLIENT_SEND_SYNC = f"{CLIENT}.send_sync"
CLIENT_SENDS = frozenset({CLIENT_SEND, CLIENT_SEND_SYNC})

# sdk: _internal/client_lib/client.py, `Inngest.create_function`: both are required keywords, and
# no other library has a `create_function` that takes the two.
REQUIRED_FUNCTION_KEYWORDS = frozenset({"fn_id", "trigger"})

# sdk: _internal/step_lib/step_async.py, `Step.run`: all other keywords are refused
STEP_RUN_KEYWORDS = frozenset({"step_id", "handler", "output_type"})

# Two names of one thing: the sync twins, and the ways to a step that do not pass the context.
# `get_step_context()` gives the step of the function that is running
# (sdk: _internal/execution_lib/context_var.py).
_SAME = {
    "inngest.ContextSync()": CONTEXT,
    "inngest.Step()": STEP,
    "inngest.StepSync()": STEP,
    "inngest.experimental.get_step_context()": STEP,
    f"{STEP}.parallel": PARALLEL,  # SDK 0.4
}

# Where a step handler stands among the arguments, by the name of the method that runs it.
HANDLER_AT = {"run": 1}

# What code does with a context or a step that is not annotated: by one of these, a parameter that
# may hold one is told from all others, before anyone is asked.
OF_CONTEXT = frozenset(
    (
        "step group event events run send_event sleep sleep_until invoke invoke_by_id "
        "wait_for_event parallel runId sendEvent sleepUntil waitForEvent waitForSignal"
    ).split()
)

# What `@inngest.experimental.step("id")` makes of a function: calling it makes a step with that id
# (sdk: _internal/execution_lib/context_var.py, `step`).
STEP_DECORATOR = "inngest.experimental.step()"
STEP_FUNCTION = f"{STEP_DECORATOR}()"

# sdk: __init__.py, `__all__`: what `from inngest import *` binds
EXPORTED = frozenset(
    (
        "Batch Cancel Concurrency Context ContextSync Debounce Event Function Inngest JSON "
        "Middleware MiddlewareSync NonRetriableError ParallelMode Priority PydanticSerializer "
        "RateLimit RetryAfterError SendEventsResult Serializer Singleton Step StepError StepMemos "
        "StepSync Streaming Throttle Timeouts TransformOutputResult TriggerCron TriggerEvent"
    ).split()
)


def canonical(symbol: str) -> str:
    """The one symbol under which everything that means the same is known."""
    return _SAME.get(symbol) or PATHS.get(symbol, symbol)


@lru_cache(10_000)  # it is asked of the same symbols in every file
def is_step(symbol: str) -> bool:
    """Whether calling `symbol` makes a step: any `step.*`, `group.parallel`, a step function."""
    return symbol in (PARALLEL, STEP_FUNCTION) or (
        symbol.startswith(f"{STEP}.") and _is_attribute(symbol)
    )


@lru_cache(10_000)
def is_from_context(symbol: str) -> bool:
    """Whether `symbol` is the context itself or something that hangs on it."""
    return symbol == CONTEXT or (symbol.startswith(f"{CONTEXT}.") and _is_attribute(symbol))


def catches_interrupts(exception: str) -> bool:
    """Whether an `except` of this class catches what the SDK raises to end a request.

    sdk: _internal/step_lib/base.py: `ResponseInterrupt` and its like extend `BaseException`.
    """
    return exception == "builtins.BaseException" or (
        exception.startswith("inngest._internal.") and exception.endswith("Interrupt")
    )


def _is_attribute(symbol: str) -> bool:
    """Whether `symbol` is reached by attributes alone: what a step returns is no step."""
    return "(" not in symbol.removeprefix(CONTEXT)
