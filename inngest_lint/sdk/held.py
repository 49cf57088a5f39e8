"""What context managers hold as long as their body runs: transactions, locks, connections."""

from __future__ import annotations

import re
from collections.abc import Mapping

LOCK = "a lock"
TRANSACTION = "a transaction"
CONNECTION = "a connection"
SESSION = "a session"

_LOCKS = (
    "threading.Lock threading.RLock threading.Condition asyncio.Lock asyncio.Condition "
    "multiprocessing.Lock multiprocessing.RLock anyio.Lock trio.Lock filelock.FileLock "
    "filelock.SoftFileLock portalocker.Lock"
)
_HELD: Mapping[str, str] = {
    **dict.fromkeys(_LOCKS.split(), LOCK),
    "sqlite3.connect": TRANSACTION,
    "django.db.transaction.atomic": TRANSACTION,
}

# Packages of databases and locks: what they hold goes by its name.
_PACKAGES = frozenset(
    (
        "aiomysql aioodbc aiopg aiosqlite asyncmy asyncpg databases django duckdb edgedb "
        "flask_sqlalchemy motor mysql oracledb peewee pony psycopg psycopg2 psycopg_pool pymongo "
        "pymysql pyodbc redis redis_lock snowflake sqlalchemy sqlmodel tortoise"
    ).split()
)
_NAMED_BY_PACKAGES = {"connect": CONNECTION, "acquire": CONNECTION, "sessionmaker": SESSION}

_NAMED = {
    "transaction": TRANSACTION,
    "atomic": TRANSACTION,
    "begin": TRANSACTION,
    "lock": LOCK,
    "rlock": LOCK,
    "mutex": LOCK,
    "connection": CONNECTION,
    "session": SESSION,
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_FILLING = frozenset("of for scope context manager block local nested immediate maker".split())
# A session or a connection may be of anything: with one of these words it is of a database.
_OF_DATABASE = frozenset(
    "a async create database db get make my mysql new open orm pg postgres read scoped sql sqlite "
    "start the with write".split()
)


def held_by(symbol: str) -> str | None:
    """What a manager holds that is, or is made by, something outside the project, by its symbol."""
    plain = symbol.replace("()", "")
    if plain in _HELD:
        return _HELD[plain]
    package, _, rest = plain.partition(".")
    if package not in _PACKAGES:
        return None
    name = rest.rpartition(".")[2]
    return _NAMED_BY_PACKAGES.get(name) or held_by_name(name)


def held_by_name(name: str) -> str | None:
    """What a manager of the project holds, as far as its name says so: `ledger_lock`, `begin`."""
    words = [word.lower() for word in _WORD.findall(name)]
    while words and words[-1] in _FILLING:
        words.pop()
    held = _NAMED.get(words[-1]) if words else None
    if held in (SESSION, CONNECTION) and not _OF_DATABASE.issuperset(words[:-1]):
        return None
    return held
