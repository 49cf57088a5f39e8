"""Where values come from that differ from one request of a run to the next.

A function runs from its start in every request, in whichever worker, so that all of these give
another value each time. The environment and files are taken to be the same everywhere.
"""

from collections.abc import Mapping, Sequence

from inngest_lint.sdk.names import ATTEMPT, CONTEXT

TIME = "the time"
RANDOM = "a random value"
PROCESS = "a value of the process"

# Attributes that are no calls.
ATTRIBUTES: Mapping[str, str] = {
    ATTEMPT: "the attempt",
    f"{CONTEXT}.request_id": "the id of the request",
    f"{CONTEXT}.job_id": "the id of the job",
}

_TIME_CALLS = (
    "time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter "
    "time.perf_counter_ns time.process_time time.process_time_ns time.thread_time "
    "time.thread_time_ns time.clock_gettime time.clock_gettime_ns "
    "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today "
    "django.utils.timezone.now django.utils.timezone.localdate django.utils.timezone.localtime "
    "pendulum.now pendulum.today pendulum.tomorrow pendulum.yesterday "
    "arrow.now arrow.utcnow arrow.Arrow.now arrow.Arrow.utcnow "
    "pandas.Timestamp.now pandas.Timestamp.utcnow pandas.Timestamp.today "
    "whenever.Instant.now whenever.ZonedDateTime.now"
)
_RANDOM_CALLS = (
    "uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7 os.urandom os.getrandom "
    "random.SystemRandom secrets.SystemRandom secrets.choice secrets.randbelow secrets.randbits "
    "secrets.token_bytes secrets.token_hex secrets.token_urlsafe "
    "random.random random.uniform random.randint random.randrange random.getrandbits "
    "random.choice random.choices random.sample random.randbytes random.triangular "
    "random.betavariate random.expovariate random.gammavariate random.gauss "
    "random.lognormvariate random.normalvariate random.vonmisesvariate random.paretovariate "
    "random.weibullvariate random.binomialvariate random.getstate "
    "tempfile.mkdtemp tempfile.mkstemp tempfile.mktemp tempfile.NamedTemporaryFile "
    "tempfile.TemporaryDirectory tempfile.TemporaryFile "
    "numpy.random.rand numpy.random.randn numpy.random.randint numpy.random.random "
    "numpy.random.random_sample numpy.random.choice numpy.random.permutation numpy.random.normal "
    "numpy.random.uniform "
    "uuid6.uuid6 uuid6.uuid7 uuid_utils.uuid4 uuid_utils.uuid7 uuid_extensions.uuid7 "
    "uuid_extensions.uuid7str ulid.new ulid.ULID ulid.ulid nanoid.generate shortuuid.uuid "
    "shortuuid.random cuid.cuid cuid2.cuid2 ksuid.ksuid xid.XID bson.ObjectId "
    "bson.objectid.ObjectId django.utils.crypto.get_random_string"
)
_PROCESS_CALLS = {
    "os.getpid": "the number of the process",
    "os.getppid": "the number of a process",
    "threading.get_ident": "the number of the thread",
    "threading.get_native_id": "the number of the thread",
    "builtins.id": "the address of an object",
    "builtins.hash": "a hash that each process salts anew",
}

CALLS: Mapping[str, str] = {
    **dict.fromkeys(_TIME_CALLS.split(), TIME),
    **dict.fromkeys(_RANDOM_CALLS.split(), RANDOM),
    **_PROCESS_CALLS,
}

# The same, as long as fewer arguments are given than the number.
UNLESS_GIVEN: Mapping[str, tuple[int, str]] = {
    "time.strftime": (2, TIME),
    "time.gmtime": (1, TIME),
    "time.localtime": (1, TIME),
    "time.ctime": (1, TIME),
    "time.asctime": (1, TIME),
    "email.utils.formatdate": (1, TIME),
    "email.utils.localtime": (1, TIME),
    "random.Random": (1, RANDOM),
    "numpy.random.default_rng": (1, RANDOM),
    "numpy.random.RandomState": (1, RANDOM),
}

# Generators of chance: with a seed they give the same series, to whoever makes them anew.
GENERATORS = frozenset({"random.Random()", "numpy.random.default_rng()"})
# After one of these the functions of its module give the same series too.
SEEDS = ("random.seed", "numpy.random.seed")

# Calls that declare a field of a class, whose `default_factory` runs for each object.
FIELDS = frozenset({"dataclasses.field", "pydantic.Field", "attrs.field", "attr.ib"})

# Calls that give nothing of what their arguments hold, or only what is the same for all values.
HIDING = frozenset(
    f"builtins.{name}"
    for name in "len type isinstance issubclass callable hasattr bool print open super".split()
) | frozenset({"asyncio.sleep", "time.sleep"})

# Calls whose result has the items of their argument.
KEEPING_ITEMS = frozenset(
    f"builtins.{name}" for name in "dict iter list reversed set sorted tuple".split()
)
# Methods whose result holds their arguments, on whatever they are called.
TAKING = frozenset("format get join pop removeprefix removesuffix replace setdefault".split())
# Calls outside the standard library whose result holds their arguments, if in another spelling.
SPELLING = frozenset(
    {"inngest.Event", "slugify.slugify", "django.utils.text.slugify", "orjson.dumps"}
)


def source_of_call(symbol: str, given: int) -> str | None:
    """What calling `symbol` with so many arguments brings into a value; None if it is stable."""
    word = CALLS.get(symbol)
    if word is None and symbol in UNLESS_GIVEN:
        enough, unless = UNLESS_GIVEN[symbol]
        word = unless if given < enough else None
    return word


def is_among(symbol: str, names: Sequence[str]) -> bool:
    """Whether a symbol is one of the dotted `names`; of a relative import, whether one ends so."""
    plain = symbol.replace("()", "")
    if not plain.startswith("."):
        return plain in names
    ending = "." + plain.lstrip(".")
    return any(f".{name}".endswith(ending) for name in names)
