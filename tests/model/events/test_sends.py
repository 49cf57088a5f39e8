"""Which events a piece of code sends."""

from __future__ import annotations

import pytest

from tests.model.build import build, definition

HELPERS = """
from app import bus, names

PREFIX = "app/f"

async def tell(ctx, name, reason=""):
    await ctx.step.send_event("tell", inngest.Event(name=name, data={"reason": reason}))

async def tell_failed(ctx): await tell(ctx, f"{PREFIX}.failed")

async def send_it(): await client.send(inngest.Event(name="app/it"))

async def circle(ctx, n):
    await ctx.step.send_event("c", inngest.Event(name="app/circle"))
    await circle(ctx, n - 1)

def make(name): return inngest.Event(name=name + ".failed")

class Failed:
    name = "app/class.failed"

    def event(self): return inngest.Event(name=self.name)
"""
EVENT = "inngest.Event(name='app/x')"

BODIES: dict[str, tuple[str, list[str | None]]] = {
    "send_event": (f"ctx.step.send_event('s', {EVENT})", ["app/x"]),
    "by keyword": (f"ctx.step.send_event(step_id='s', events={EVENT})", ["app/x"]),
    "list": (f"ctx.step.send_event('s', [{EVENT}, inngest.Event(name='b')])", ["app/x", "b"]),
    "named list": (f"es = [{EVENT}]\n    ctx.step.send_event('s', es)", ["app/x"]),
    "client": (f"await client.send({EVENT})", ["app/x"]),
    "client, sync": (f"client.send_sync(events={EVENT})", ["app/x"]),
    "client of another module": (f"bus.send({EVENT})", ["app/x"]),
    "another bus": ("bus.send({'name': 'x.failed'})", []),
    "another method": (f"bus.publish({EVENT})", []),
    "named event": (f"e = {EVENT}\n    client.send(e)", ["app/x"]),
    "folded name": ("client.send(inngest.Event(name=f'{PREFIX}.done'))", ["app/f.done"]),
    "event of a helper": ("client.send(make('app/x'))", ["app/x.failed"]),
    "event of a method": ("client.send(Failed().event())", ["app/class.failed"]),
    "unknown name": ("client.send(inngest.Event(name=next(names)))", [None]),
    "unknown event": ("client.send(next(names))", [None]),
    "handler that is a function": ("ctx.step.run('s', send_it)", ["app/it"]),
    "handler that is the method": (f"ctx.step.run('s', client.send, {EVENT})", ["app/x"]),
    "handler that is a partial": (
        f"ctx.step.run('s', functools.partial(client.send, {EVENT}))",
        ["app/x"],
    ),
    "helper": ("await tell(ctx, 'app/t')", ["app/t"]),
    "helper of a helper": ("await tell_failed(ctx)", ["app/f.failed"]),
    "helper in a circle": ("await circle(ctx, 1)", ["app/circle"]),
    "nested def": (f"def g(): client.send({EVENT})", []),
    "made, but not sent": (f"e = {EVENT}", []),
    "waited for": ("ctx.step.wait_for_event('w', event='app/x', timeout=1)", []),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_sends(body: str, expected: list[str | None]) -> None:
    module = build(
        f"{HELPERS}\n@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx):\n    {body}\n",
        prelude=True,
    )
    found = module.sends.within(definition(module, "f").body)
    assert [send.event and str(send.event) for send in found] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("'app/x.failed'", True),
        ("f'{ctx.run_id}.failed'", True),
        ("'app/x.' + 'failed'", True),
        ("'app/failed'", False),
        ("'app/x.failed.again'", False),
        ("f'app/{ctx.run_id}'", None),
        ("f'app/{ctx.run_id}.done'", False),
        ("ctx.run_id", None),
        ("next(names)", None),
    ],
)
def test_is_failure(name: str, expected: bool | None) -> None:
    module = build(
        f"{HELPERS}\n@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx):\n    client.send(inngest.Event(name={name}))\n",
        prelude=True,
    )
    (send,) = module.sends.within(definition(module, "f").body)
    assert send.is_failure is expected


def test_a_send_through_a_helper_is_the_call_of_the_helper() -> None:
    module = build(
        f"{HELPERS}\n@client.create_function(fn_id='f', trigger=EVENT)\n"
        "async def f(ctx):\n    await tell_failed(ctx)\n",
        prelude=True,
    )
    (send,) = module.sends.within(definition(module, "f").body)
    assert module.tree.text(send.call) == "tell_failed(ctx)"


ONCE = {
    "step": ("await ctx.step.send_event('s', EVENT)", True),
    "client": ("await client.send(EVENT)", False),
    "client, sync": ("client.send_sync(EVENT)", False),
    "handler": ("await ctx.step.run('s', client.send, EVENT)", True),
    "lambda": ("await ctx.step.run('s', lambda: client.send(EVENT))", True),
    "lambda elsewhere": ("await bus.run(lambda: client.send(EVENT))", True),
    "lambda here": ("await here(lambda: client.send(EVENT))", False),
    "named lambda": ("send = lambda: client.send(EVENT)\n    await send()", False),
    "attempt": ("if ctx.attempt > 2: await client.send(EVENT)", True),
    "attempt in a name": ("last = ctx.attempt == 3\n    if last: await client.send(EVENT)", True),
    "left before": ("if ctx.attempt < 3: return\n    await client.send(EVENT)", True),
    "another test": ("if ctx.run_id: await client.send(EVENT)", False),
    "test of the context": ("if names.is_last(ctx): await client.send(EVENT)", True),
    "match": ("match ctx.attempt:\n        case 3: await client.send(EVENT)", True),
    "helper": ("await forward(EVENT)", False),
    "helper in a step": ("await ctx.step.run('s', forward, EVENT)", True),
    "helper that leaves": ("await send_last(ctx)", True),
}


@pytest.mark.parametrize(("body", "expected"), ONCE.values(), ids=ONCE)
def test_is_sent_once(body: str, expected: bool) -> None:
    module = build(
        f"{HELPERS}\n"
        "async def here(do): await do()\n"
        "async def forward(event): await client.send([event])\n"
        "async def send_last(ctx):\n"
        "    if ctx.attempt < 3: return\n"
        "    await client.send(EVENT)\n"
        "@client.create_function(fn_id='f', trigger=inngest.TriggerEvent(event='t'))\n"
        "async def f(ctx):\n"
        f"    {body}\n".replace("EVENT", EVENT),
        prelude=True,
    )
    found = module.sends.within(definition(module, "f").body)
    assert {(str(send.event), send.once) for send in found} == {("app/x", expected)}


def test_a_circle_that_cuts_its_argument_ends() -> None:
    module = build(
        "def circle(parts):\n"
        "    client.send_sync(inngest.Event(name=f'{parts[0]}.failed'))\n"
        "    circle(parts[1:])\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        "def f(ctx):\n    circle(['a'])\n",
        prelude=True,
    )
    (send,) = module.sends.within(definition(module, "f").body)
    assert send.is_failure is True
