"""What calls of the standard library and of well-known packages mean for durable execution."""

GATHER = "asyncio.gather"

# Awaiting one of these gives the result of its first argument.
PASS_THROUGH = frozenset({"asyncio.wait_for", "asyncio.shield", "asyncio.ensure_future"})

# Turning a sequence into one of these keeps its items and their order.
SEQUENCES = frozenset({"builtins.list", "builtins.tuple"})

# Methods that change the collection they are called on.
MUTATORS = frozenset(
    "append appendleft extend insert pop popitem remove clear add discard update setdefault sort "
    "reverse".split()
)
# Calls that do not come back.
NO_RETURN = frozenset({"sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit"})
LOG_METHODS = frozenset(
    "debug info notice warning warn error exception critical fatal log success trace msg".split()
)
LOG_CALLS = frozenset(
    {
        "builtins.print",
        "traceback.print_exc",
        "traceback.print_exception",
        "warnings.warn",
        "sentry_sdk.capture_exception",
        "sentry_sdk.capture_message",
    }
)

# Calls that only make a value of their arguments: they do no work.
VALUE_CALLS = frozenset(
    {
        "traceback.format_exc",
        "traceback.format_exception",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.date.today",
        "time.time",
        "json.dumps",
    }
    | {
        f"builtins.{name}"
        for name in (
            "str repr int float bool len type isinstance getattr hasattr format dict list tuple "
            "set frozenset min max sum abs round sorted"
        ).split()
    }
)
# Methods of strings, mappings and dates that do no more than that, on whatever they are called.
VALUE_METHODS = frozenset("get strip lower upper split join format isoformat timestamp".split())
# Exceptions that also catch what a failed step raises, `inngest.StepError`.
CATCH_ALL = frozenset({"builtins.Exception", "builtins.BaseException", "inngest.StepError"})
