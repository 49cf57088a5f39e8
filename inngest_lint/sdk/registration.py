"""How functions reach Inngest: the calls that serve them, and those that collect them before."""

from typing import NamedTuple


class Server(NamedTuple):
    """A `serve` of the SDK: the names of its positional parameters."""

    parameters: tuple[str, ...]


_IN_APP = Server(("app", "client", "functions"))
_ALONE = Server(("client", "functions"))

# sdk: fast_api.py, flask.py, tornado.py, digital_ocean.py, django.py, `serve`
SERVERS = {
    "inngest.fast_api.serve": _IN_APP,
    "inngest.flask.serve": _IN_APP,
    "inngest.tornado.serve": _IN_APP,
    "inngest.digital_ocean.serve": _ALONE,
    "inngest.django.serve": _ALONE,
}
# sdk: connect/_internal/connect.py, `connect`: a list of pairs of a client and its functions
CONNECT = "inngest.connect.connect"
DJANGO_SERVE = "inngest.django.serve"
FLASK_SERVE = "inngest.flask.serve"

# Calls that give the items of what they are given.
COLLECTING = frozenset(
    {
        "builtins.list",
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
        "builtins.sorted",
        "builtins.reversed",
        "builtins.dict",
        "builtins.filter",
        "builtins.iter",
        "builtins.sum",
        "copy.copy",
        "itertools.chain",
        "itertools.chain.from_iterable",
    }
)
# Calls that find what a module or a package holds.
SCANNING = frozenset(
    {
        "builtins.vars",
        "builtins.dir",
        "builtins.getattr",
        "builtins.globals",
        "inspect.getmembers",
        "pkgutil.iter_modules",
        "pkgutil.walk_packages",
        "importlib.import_module",
    }
)
