"""What JSON has a form for, by the dotted names of what makes a value.

sdk: _internal/client_lib/client.py, `_serialize`: without a serializer, a result goes to
`json.dumps` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from inngest_lint.sdk.python import SHAPES

TUPLE = "a tuple"
NAMED_TUPLE = "a named tuple"
NUMBER = "a number"

_HTTP_VERBS = "get post put patch delete head options request".split()


def _each(meaning: str, names: str) -> dict[str, str]:
    return dict.fromkeys((f"{name}()" for name in names.split()), meaning)


# What calls give that JSON has no form for, as a message names it.
REFUSED: Mapping[str, str] = {
    **_each("a datetime", "datetime.datetime datetime.datetime.now datetime.datetime.utcnow"),
    **_each("a datetime", "datetime.datetime.today datetime.datetime.fromisoformat"),
    **_each("a datetime", "datetime.datetime.fromtimestamp datetime.datetime.strptime"),
    **_each("a datetime", "datetime.datetime.combine pandas.Timestamp"),
    **_each("a date", "datetime.date datetime.date.today datetime.date.fromisoformat"),
    **_each("a date", "datetime.datetime.now().date datetime.datetime.utcnow().date"),
    **_each("a time", "datetime.time datetime.time.fromisoformat"),
    **_each("a duration", "datetime.timedelta"),
    **_each("a UUID", "uuid.UUID uuid.uuid1 uuid.uuid3 uuid.uuid4 uuid.uuid5 uuid.uuid7"),
    **_each("a Decimal", "decimal.Decimal"),
    **_each("a fraction", "fractions.Fraction"),
    **_each("a path", "pathlib.Path pathlib.PurePath pathlib.PosixPath pathlib.PurePosixPath"),
    **_each("bytes", "builtins.bytes builtins.bytearray builtins.memoryview os.urandom"),
    **_each("bytes", "pathlib.Path().read_bytes hashlib.sha256().digest secrets.token_bytes"),
    **_each("bytes", "base64.b64encode base64.b64decode base64.urlsafe_b64encode pickle.dumps"),
    **_each("a set", "builtins.set builtins.frozenset"),
    **_each("an iterator", "builtins.map builtins.filter builtins.zip builtins.iter"),
    **_each("an iterator", "builtins.reversed builtins.enumerate"),
    **_each("a range", "builtins.range"),
    **_each("a complex number", "builtins.complex"),
    **_each("a function", "functools.partial"),
    **_each("a match", "re.match re.search re.fullmatch"),
    **_each("a file", "builtins.open io.open io.BytesIO io.StringIO"),
    **_each("an event", "inngest.Event"),
    **_each("an object", "types.SimpleNamespace"),
    **_each("a response", " ".join(f"requests.{verb}" for verb in _HTTP_VERBS)),
    **_each("a response", " ".join(f"requests.Session().{verb}" for verb in _HTTP_VERBS)),
    **_each("a response", " ".join(f"httpx.{verb}" for verb in _HTTP_VERBS)),
    **_each("a response", " ".join(f"httpx.Client().{verb}" for verb in _HTTP_VERBS)),
    **_each("a response", " ".join(f"httpx.AsyncClient().{verb}" for verb in _HTTP_VERBS)),
    **_each("a response", "requests.Response httpx.Response"),
    **_each("a data frame", "pandas.DataFrame pandas.read_csv pandas.read_sql pandas.read_json"),
    **_each("an array", "numpy.array numpy.zeros numpy.ones numpy.asarray"),
}
# What calls give that comes back from JSON as something else.
CHANGED: Mapping[str, str] = {
    "builtins.tuple()": TUPLE,
    "collections.namedtuple()()": NAMED_TUPLE,
    "typing.NamedTuple()()": NAMED_TUPLE,
}
# What calls give that JSON has a form for.
PLAIN: Mapping[str, str] = {
    symbol: shape
    for symbol, shape in SHAPES.items()
    if shape in ("a string", "a number", "a truth value", "a list", "a dict")
    and symbol not in REFUSED
} | {"json.dumps()": "a string", "builtins.sum()": "", "builtins.max()": ""}

# Numbers that JSON has no form for; `json.dumps` writes them all the same.
NOT_FINITE = frozenset({"math.nan", "math.inf", "numpy.nan", "numpy.inf"})
FLOAT = "builtins.float"
NOT_FINITE_TEXTS = frozenset({"nan", "inf", "infinity"})
# Calls that ask whether a number is one.
ASKS_FINITE = frozenset("isnan isfinite isinf".split())

# Bases that make an object of a class what JSON has a form for, and how it looks.
PLAIN_BASES: Mapping[str, str] = {
    **dict.fromkeys(("builtins.str", "enum.StrEnum", "collections.UserString"), "a string"),
    **dict.fromkeys(("builtins.int", "builtins.float", "enum.IntEnum", "enum.IntFlag"), NUMBER),
    **dict.fromkeys(("builtins.list", "typing.List"), "a list"),
    **dict.fromkeys(
        (
            "builtins.dict",
            "collections.Counter",
            "collections.OrderedDict",
            "collections.defaultdict",
            "typing.Dict",
            "typing.TypedDict",
            "typing_extensions.TypedDict",
        ),
        "a dict",
    ),
    "builtins.tuple": TUPLE,
    "typing.NamedTuple": NAMED_TUPLE,
}
# Classes of dictionaries that say which keys they have.
TYPED_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})
# Bases of which nothing is plain: an object of a class with these alone has no form in JSON.
OBJECT_BASES = frozenset(
    "builtins.object builtins.Exception builtins.ValueError builtins.RuntimeError "
    "builtins.KeyError builtins.TypeError builtins.LookupError enum.Enum enum.Flag typing.Generic "
    "pydantic.BaseModel pydantic.RootModel sqlalchemy.orm.DeclarativeBase sqlmodel.SQLModel "
    "django.db.models.Model inngest.Event inngest.StepError inngest.NonRetriableError".split()
)
# Class methods of models that give an object of the class.
MODEL_MAKERS = frozenset(
    "model_validate model_validate_json model_construct parse_obj parse_raw from_orm".split()
)
# Decorators that leave an object of a class what it is.
CLASS_DECORATORS = frozenset(
    "dataclasses.dataclass dataclasses.dataclass() typing.final functools.total_ordering "
    "attr.s attr.s() attrs.define attrs.define() attrs.frozen attrs.frozen() enum.unique "
    "pydantic.dataclasses.dataclass pydantic.dataclasses.dataclass()".split()
)
# Decorators that leave what a function returns what it is.
FUNCTION_DECORATORS = frozenset(
    "builtins.staticmethod builtins.classmethod functools.wraps() functools.cache "
    "functools.lru_cache functools.lru_cache() typing.override typing.no_type_check".split()
)

# Types in an annotation that say what something holds; the last of their items is what counts.
HOLDERS: Mapping[str, str] = {
    **dict.fromkeys(("builtins.list", "typing.List"), "a list"),
    **dict.fromkeys(("builtins.dict", "typing.Dict"), "a dict"),
    **dict.fromkeys(("builtins.tuple", "typing.Tuple"), TUPLE),
}
# Types of which an object has no form in JSON, whatever it holds.
REFUSED_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "builtins.set",
            "builtins.frozenset",
            "typing.Set",
            "typing.FrozenSet",
        ),
        "a set",
    ),
    **dict.fromkeys(("collections.abc.Iterator", "typing.Iterator"), "an iterator"),
    **dict.fromkeys(
        (
            "collections.abc.Generator",
            "typing.Generator",
            "collections.abc.AsyncIterator",
            "typing.AsyncIterator",
            "collections.abc.AsyncGenerator",
            "typing.AsyncGenerator",
        ),
        "a generator",
    ),
}
# Types of numbers: as the keys of a dictionary they come back as strings.
NUMBERS = frozenset({"builtins.int", FLOAT})

# The beginnings of every name of which is said that it has no form in JSON, or another there.
_TELLING = frozenset(
    symbol[:end]
    for names in (REFUSED, CHANGED, NOT_FINITE, REFUSED_TYPES, HOLDERS, [FLOAT])
    for symbol in (name.replace("()", "") for name in names)
    if HOLDERS.get(symbol, TUPLE) == TUPLE
    for end in (*(i for i, letter in enumerate(symbol) if letter == "."), len(symbol))
)


def may_tell(symbol: str) -> bool:
    """Whether something that hangs on a name may be among these; a cheap question."""
    return symbol in _TELLING
