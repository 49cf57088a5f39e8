"""What calls of the standard library and of well-known packages mean for durable execution."""

from functools import lru_cache
from sys import stdlib_module_names

GATHER = "asyncio.gather"
SUPPRESS = "contextlib.suppress"

# Awaiting one of these gives the result of its first argument.
PASS_THROUGH = frozenset({"asyncio.wait_for", "asyncio.shield", "asyncio.ensure_future"})

# Calls that make a task of a coroutine: it goes on only while somebody keeps the task.
TASKS = frozenset(
    {
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.get_event_loop().create_task",
        "asyncio.get_running_loop().create_task",
    }
)

# Calls that run a coroutine to its end and give its result.
RUNNERS = frozenset({"asyncio.run", "asyncio.get_event_loop().run_until_complete"})
CAST = "typing.cast"

# Calls that run a function, or keep it for later, and where among their arguments it stands; its
# own arguments follow.
FUNCTION_AT = {
    "functools.partial": 0,
    "asyncio.to_thread": 0,
    "anyio.to_thread.run_sync": 0,
    "asyncio.get_event_loop().run_in_executor": 1,
    "asyncio.get_running_loop().run_in_executor": 1,
}

# What these give must be awaited.
AWAITABLES = frozenset(
    f"asyncio.{name}"
    for name in "create_task ensure_future gather shield sleep to_thread wait wait_for".split()
) | frozenset({"anyio.sleep", "anyio.to_thread.run_sync"})

# Decorators under which a function still gives what it gives, in the thread that calls it, and must
# be awaited if it had to be.
PLAIN_DECORATORS = frozenset(
    "builtins.staticmethod builtins.classmethod functools.wraps() functools.cache "
    "functools.lru_cache functools.lru_cache() typing.final typing.overload typing.override "
    "typing.no_type_check tenacity.retry tenacity.retry() backoff.on_exception() "
    "backoff.on_predicate()".split()
)

# Turning a sequence into one of these keeps its items and their order.
SEQUENCES = frozenset({"builtins.list", "builtins.tuple"})

# Calls that keep the items of what they go through for whoever gets what they make.
CONTAINERS = frozenset(
    f"builtins.{name}"
    for name in "dict enumerate frozenset list reversed set sorted tuple zip".split()
)

# Calls that give a mapping with the keys of the one they are given.
COPIES = frozenset({"builtins.dict", "copy.copy", "copy.deepcopy", "types.MappingProxyType"})

# Methods that change the collection they are called on.
MUTATORS = frozenset(
    "append appendleft extend insert pop popitem remove clear add discard update setdefault sort "
    "reverse".split()
)
# Of these, those that put their first argument into the collection, and those that take one out.
ADDERS = frozenset("add append appendleft setdefault".split())
REMOVERS = frozenset("pop popitem remove clear discard".split())
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
# Builtins that take any object, an exception too.
SHOWING = frozenset(
    f"builtins.{name}"
    for name in (
        "str repr ascii format print type isinstance issubclass id bool hash callable hasattr "
        "getattr setattr vars dir object"
    ).split()
)
# Modules whose functions want a value of their own kind.
CALCULATING = ("math.", "decimal.", "statistics.", "fractions.", "datetime.", "json.")
# Methods of strings, mappings and dates that do no more than that, on whatever they are called.
VALUE_METHODS = frozenset("get strip lower upper split join format isoformat timestamp".split())
# Exceptions that catch what `mapping["missing"]` raises.
CATCH_KEY_ERROR = frozenset(
    {
        "builtins.KeyError",
        "builtins.LookupError",
        "builtins.Exception",
        "builtins.BaseException",
    }
)
# Methods that leave the object as it is, on whatever they are called.
READING_METHODS = VALUE_METHODS | frozenset(
    "copy count encode endswith find index items keys model_dump removeprefix removesuffix replace "
    "startswith title values".split()
)
# Exceptions that also catch what a failed step raises, `inngest.StepError`.
CATCH_ALL = frozenset({"builtins.Exception", "builtins.BaseException", "inngest.StepError"})

# What calls give, as a message names it; an annotation counts as a call of the class.
SHAPES = {
    "builtins.str()": "a string",
    "builtins.bytes()": "bytes",
    "builtins.int()": "a number",
    "builtins.float()": "a number",
    "builtins.len()": "a number",
    "builtins.bool()": "a truth value",
    "builtins.tuple()": "a tuple",
    "builtins.list()": "a list",
    "builtins.sorted()": "a list",
    "builtins.dict()": "a dict",
    "builtins.set()": "a set",
    "builtins.frozenset()": "a set",
    "builtins.map()": "an iterator",
    "builtins.filter()": "an iterator",
    "builtins.bytearray()": "bytes",
    "builtins.print()": "None",
    "builtins.repr()": "a string",
    "json.dumps()": "a string",
    "decimal.Decimal()": "a number",
    "functools.partial()": "a function",
    "inngest.Event()": "an event",
    **{f"inngest.Event().{name}()": "a dict" for name in ("dict", "model_dump", "to_dict")},
    "datetime.timedelta()": "a duration",
    "datetime.datetime()": "a datetime",
    **{
        f"datetime.datetime.{name}()": "a datetime"
        for name in "combine fromisoformat fromtimestamp now strptime today utcnow".split()
    },
    "datetime.date()": "a date",
    **{f"datetime.date.{name}()": "a date" for name in ("fromisoformat", "today")},
    **{f"uuid.{name}()": "a UUID" for name in "UUID uuid1 uuid3 uuid4 uuid5".split()},
    **{f"pathlib.{name}()": "a path" for name in "Path PosixPath PurePath PurePosixPath".split()},
}
# What gives a float.
FLOATS = frozenset(
    {
        "builtins.float()",
        "datetime.timedelta().total_seconds()",
        "time.monotonic()",
        "time.time()",
    }
)
# What fails if it is given `None`, or makes the text "None" of it.
TAKE_NO_NONE = frozenset(
    f"builtins.{name}"
    for name in (
        "abs all any bytes dict divmod enumerate filter float format frozenset getattr hex int "
        "iter len list map max min next oct open ord pow range reversed round set setattr sorted "
        "str sum tuple vars zip"
    ).split()
)
# What the methods of strings and bytes give.
TEXT_SHAPES = {
    **dict.fromkeys(
        "capitalize casefold decode format join lower lstrip removeprefix removesuffix replace "
        "rstrip strip title upper zfill".split(),
        "a string",
    ),
    "encode": "bytes",
    **dict.fromkeys(("split", "rsplit", "splitlines"), "a list"),
    **dict.fromkeys(("partition", "rpartition"), "a tuple"),
}
# What an operator makes of two kinds of value, in either order.
MIXED_SHAPES = {
    frozenset({"a datetime", "a duration"}): "a datetime",
    frozenset({"a date", "a duration"}): "a date",
    frozenset({"a duration", "a number"}): "a duration",
}

# What gives a path of a path.
PATHS = {
    f"pathlib.{way}": "pathlib.Path()"
    for way in (
        "Path().absolute() Path().expanduser() Path().joinpath() Path().parent Path().resolve() "
        "Path.cwd() Path.home()"
    ).split()
}
# Classes of sets: the hashes of strings, and with them the order, differ between processes.
SETS = frozenset(
    {
        "builtins.set",
        "builtins.frozenset",
        "collections.abc.Set",
        "collections.abc.MutableSet",
        "typing.AbstractSet",
        "typing.FrozenSet",
        "typing.MutableSet",
        "typing.Set",
    }
)
# Methods of a set that give a set.
SET_METHODS = frozenset("copy difference intersection symmetric_difference union".split())
# Calls that list things as they come: from the disk, or in the order of their completion.
UNORDERED = frozenset(
    {
        "asyncio.as_completed",
        "concurrent.futures.as_completed",
        "glob.glob",
        "glob.iglob",
        "os.listdir",
        "os.scandir",
        "os.walk",
        "pathlib.Path().glob",
        "pathlib.Path().iterdir",
        "pathlib.Path().rglob",
        "pathlib.Path().walk",
    }
)
# Calls whose items come in the order of those of their arguments.
KEEP_ORDER = frozenset(
    {
        "itertools.chain",
        "itertools.islice",
        "builtins.dict.fromkeys",
        "itertools.batched",
        "more_itertools.chunked",
    }
    | {f"builtins.{name}" for name in "enumerate filter iter list map reversed tuple zip".split()}
)


@lru_cache(10_000)  # it is asked of the same names in every file
def is_standard(symbol: str) -> bool:
    """Whether a dotted name is of the standard library."""
    return symbol.partition(".")[0] in stdlib_module_names
