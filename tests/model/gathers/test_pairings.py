"""Which results of a gather go to a name that fits another."""

from __future__ import annotations

import pytest

from tests.model.build import build

BOTH = "await asyncio.gather(users(), orders())"
EXCHANGED: dict[str, tuple[str, list[str]]] = {
    "targets": (f"orders, users = {BOTH}", ["orders"]),
    "list": (f"[orders, users] = {BOTH}", ["orders"]),
    "attributes": (f"ctx.orders, ctx.users = {BOTH}", ["orders"]),
    "items": (f"x['orders'], x['users'] = {BOTH}", ["orders"]),
    "parted": (f"(orders, n), (users, m) = {BOTH}", ["orders, n"]),
    "starred": (f"orders, *users = {BOTH}", []),
    "too many": (f"orders, users, x = {BOTH}", []),
    "in order": (f"users, orders = {BOTH}", []),
    "named": (f"r = {BOTH}\norders, users = r", ["orders"]),
    "turned": (f"r = {BOTH}\norders, users = r[::-1]", []),
    "list of tasks": (
        "r = [users(), orders()]\norders, users = await asyncio.gather(*r)",
        ["orders"],
    ),
    "index": (f"r = {BOTH}\norders = r[0]", ["orders"]),
    "index from the end": (f"r = {BOTH}\nusers = r[-1]", ["users"]),
    "index out of range": (f"r = {BOTH}\nusers = r[2]", []),
    "annotated": (f"r = {BOTH}\norders: list = r[0]", ["orders"]),
    "walrus": (f"r = {BOTH}\nprint(orders := r[0])", ["orders"]),
    "or": (f"r = {BOTH}\norders = r[0] or []", ["orders"]),
    "if": (f"r = {BOTH}\norders = r[0] if r else []", ["orders"]),
    "test": (f"r = {BOTH}\norders = 1 if r[0] else 2", []),
    "derived": (f"r = {BOTH}\norders = len(r[0])", []),
    "side by side": (f"r = {BOTH}\norders, users = r[0], r[1]", ["orders", "users"]),
    "keyword": (f"r = {BOTH}\nprint(orders=r[0])", ["orders"]),
    "key": (f"r = {BOTH}\nprint({{'orders': r[0], x: r[1]}})", ["orders"]),
    "as a key": (f"r = {BOTH}\nprint({{r[0]: 'orders'}})", []),
    "item": (f"r = {BOTH}\nx['orders'] = r[0]", ["orders"]),
    "several targets": (f"r = {BOTH}\norders = many = r[0]", []),
    "zip": (f"r = {BOTH}\ndict(zip(['orders', 'users'], r))", ["orders"]),
    "zip, results first": (f"r = {BOTH}\ndict(zip(r, ('orders', 'users')))", ["orders"]),
    "zip of three": (f"r = {BOTH}\nzip(x, ['orders', 'users'], r)", ["orders"]),
    "zip in order": (f"r = {BOTH}\ndict(zip(['users', 'orders'], r))", []),
    "zip too short": (f"r = {BOTH}\ndict(zip(['orders'], r))", []),
    "zip after a star": (f"r = {BOTH}\nzip(*x, ['orders', 'users'], r)", []),
    "zip of others": (f"r = {BOTH}\ndict(zip(['orders', 'users'], x))", []),
    "parallel": (
        "orders, users = await ctx.group.parallel((lambda: users(), lambda: orders()))",
        ["orders"],
    ),
    "unknown": ("orders, users = await asyncio.gather(*x)", []),
}


@pytest.mark.parametrize(("body", "expected"), EXCHANGED.values(), ids=EXCHANGED)
def test_exchanges(body: str, expected: list[str]) -> None:
    lines = "\n    ".join(body.split("\n"))
    module = build(
        "async def users(): ...\n"
        "async def orders(): ...\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx, x):\n    {lines}\n",
        prelude=True,
    )
    assert [exchange.target for exchange in module.pairings.exchanges()] == expected


def test_unknown_awaitables() -> None:
    module = build("async def f(x):\n    a, b = await asyncio.gather(*x)\n", prelude=True)
    assert [gather.what for gather in module.pairings.unknown()] == ["asyncio.gather"]
