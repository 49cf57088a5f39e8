"""What managers hold, by their symbols and by the names that a project gives them."""

from __future__ import annotations

import pytest

from inngest_lint.sdk.held import CONNECTION, LOCK, SESSION, TRANSACTION, held_by, held_by_name

SYMBOLS = {
    "sqlite3.connect": TRANSACTION,
    "asyncio.Lock()": LOCK,
    "threading.Semaphore": None,
    "django.db.transaction.atomic": TRANSACTION,
    "sqlalchemy.orm.Session": SESSION,
    "sqlalchemy.orm.sessionmaker()().begin": TRANSACTION,
    "sqlalchemy.create_engine().connect": CONNECTION,
    "asyncpg.create_pool().acquire": CONNECTION,
    "redis.Redis().lock": LOCK,
    "redis.Redis().pipeline": None,
    "aiohttp.ClientSession": None,
    "requests.Session": None,
    "sentry_sdk.start_transaction": None,
    "boto3.Session": None,
}


@pytest.mark.parametrize(("symbol", "expected"), SYMBOLS.items(), ids=SYMBOLS)
def test_by_symbol(symbol: str, expected: str | None) -> None:
    assert held_by(symbol) == expected


NAMES = {
    "transaction": TRANSACTION,
    "transaction_of": TRANSACTION,
    "begin_nested": TRANSACTION,
    "atomic": TRANSACTION,
    "beginning": None,
    "ledger_lock": LOCK,
    "clock": None,
    "blocked_out": None,
    "session_scope": SESSION,
    "SessionLocal": SESSION,
    "get_db_session": SESSION,
    "AsyncSession": SESSION,
    "http_session": None,
    "obsession_level": None,
    "dbConnection": CONNECTION,
    "browser_connection": None,
    "connection_count": None,
    "": None,
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items(), ids=NAMES)
def test_by_name(name: str, expected: str | None) -> None:
    assert held_by_name(name) == expected
