"""Which results of a gather that keeps errors are used, tested narrowly or returned as they are."""

from __future__ import annotations

import pytest

from inngest_lint.model.module import Module
from tests.model.build import build

GATHER = "await asyncio.gather(work(), work(), return_exceptions=True)"


def of(body: str, helpers: str = "") -> Module:
    lines = "\n        ".join(body.replace("GATHER", GATHER).split("\n"))
    return build(
        "from typing import cast\nimport structlog\nfrom elsewhere import check\n"
        "E = BaseException\n"
        "log = structlog.get_logger()\n"
        f"{helpers.replace('GATHER', GATHER)}\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx):\n    async def go(t):\n        {lines}\n"
        "    return await ctx.step.run('go', go, 1)\n",
        prelude=True,
    )


USED: dict[str, tuple[str, str]] = {
    "a cast": ("a, b = GATHER\nd = cast(dict, a)\nd['x']", "d: asked for an item"),
    "a walrus": ("r = GATHER\nlen(x := r[0])", "r[0]: passed to len()"),
    "behind or": ("a, b = GATHER\n(a or {})['x']", "a: asked for an item"),
    "behind and": ("a, b = GATHER\n(a and {})['x']", ""),
    "formatted": ("a, b = GATHER\n'%s' % a", ""),
    "kept": ("a, b = GATHER\nrows = []\nrows.append(a)", ""),
    "an error made of it": ("a, b = GATHER\nraise ValueError(a)", ""),
    "json": ("import json\na, b = GATHER\njson.dumps(a)", "a: passed to dumps()"),
    "json with a default": ("import json\na, b = GATHER\njson.dumps(a, default=str)", ""),
    "searched": ("a, b = GATHER\nt in a", "a: searched"),
    "looked for": ("a, b = GATHER\na in t", ""),
    "a star behind": ("a, *b = GATHER\nb[0].x", "b[0]: asked for .x"),
    "unpacked in a loop": ("for k, v in GATHER:\n    pass", "k, v: unpacked"),
    "numbered pairs": (
        "r = GATHER\nfor i, (n, x) in enumerate(zip(t, r)):\n    x.y",
        "x: asked for .y",
    ),
    "a report that is returned": ("a, b = GATHER\nd = {'a': a}\nreturn d", "a: returned"),
    "two gathers of one name": (
        "r = GATHER\nassert isinstance(r[0], dict)\nr = GATHER\nr[0].x",
        "r[0]: asked for .x",
    ),
    "a literal": ("a, b = GATHER\nfor x in (a, b):\n    x.y", "x: asked for .y"),
    "logged in a loop": (
        "r = GATHER\nfor x in r:\n    log.info('x', result=x)\nr[0].x",
        "r[0]: asked for .x",
    ),
}
GUARDED = {
    "counted": "r = GATHER\nn = 0\nfor x in r:\n    if isinstance(x, E):\n        n += 1\n"
    "if n:\n    raise t\nr[0].x",
    "collected": "r = GATHER\nbad = []\nfor x in r:\n    if isinstance(x, E):\n"
    "        bad.append(x)\nif bad:\n    raise bad[0]\nr[0].x",
    "a literal in a loop": "a, b = GATHER\nfor x in (a, b):\n    if isinstance(x, E):\n"
    "        raise x\na.y + b.y",
    "a literal in any": "a, b = GATHER\nif any(isinstance(x, E) for x in (a, b)):\n"
    "    return\na.y + b.y",
    "a literal behind tests": "a, b = GATHER\nif isinstance(a, E) or isinstance(b, E):\n"
    "    return\nfor x in (a, b):\n    x.y",
    "a dictionary in a loop": "a, b = GATHER\nfor k, x in {'a': a, 'b': b}.items():\n"
    "    if isinstance(x, E):\n        raise x\na.y + b.y",
    "flags beside": "r = GATHER\nok = [isinstance(x, dict) for x in r]\n"
    "[x.y for x, good in zip(r, ok) if good]",
    "the index of a loop": "r = GATHER\nfor i, x in enumerate(r):\n"
    "    if isinstance(x, E):\n        continue\n    r[i].y",
    "a with": "a, b = GATHER\nwith t:\n    if isinstance(a, E):\n        raise a\na.y",
    "filter and a lambda": "r = GATHER\nbad = list(filter(lambda x: isinstance(x, E), r))\n"
    "if len(bad) > 0:\n    raise bad[0]\nr[0].x",
    "an object of lists": "r = GATHER\ns = dict(bad=[x for x in r if isinstance(x, E)])\n"
    "if s['bad']:\n    raise t\nr[0].x",
    "the type": "a, b = GATHER\nif type(a) is dict:\n    a.y",
    "imported, of a literal": "a, b = GATHER\ncheck([a, b])\na.y",
    "a match of both": "a, b = GATHER\nmatch a, b:\n    case E(), _:\n"
    "        raise a\n    case _:\n        a.y",
}


@pytest.mark.parametrize(("body", "expected"), USED.values(), ids=USED)
def test_uses(body: str, expected: str) -> None:
    module = of(body)
    found = [f"{module.tree.text(u.node)}: {u.how}" for u in module.kept_errors.unguarded_uses()]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize("body", GUARDED.values(), ids=GUARDED)
def test_guards(body: str) -> None:
    assert list(of(body).kept_errors.unguarded_uses()) == []


@pytest.mark.parametrize("body", GUARDED.values(), ids=GUARDED)
def test_what_is_no_test_guards_nothing(body: str) -> None:
    for test, other in (("isinstance(", "print("), ("type(", "repr("), ("match a, b", "match t")):
        body = body.replace(test, other)
    assert list(of(body.replace("check(", "print(")).kept_errors.unguarded_uses()) != []


def test_a_file_without_kept_errors_asks_nothing() -> None:
    assert not of("a, b = await asyncio.gather(work(), work())\na.x").kept_errors.exist
    assert of("a, b = GATHER").kept_errors.exist


HELPERS: dict[str, tuple[str, str, str]] = {
    "partition": (
        "def part(rs):\n    return [r for r in rs if isinstance(r, E)]",
        "r = GATHER\nbad = part(r)\nif bad:\n    raise t\nr[0].x",
        "",
    ),
    "gives the list": ("async def all_():\n    return GATHER", "a, b = await all_()\na.x", "a"),
    "has raised": (
        "async def all_():\n    r = GATHER\n    for x in r:\n"
        "        if isinstance(x, E):\n            raise x\n    return r",
        "a, b = await all_()\na.x",
        "",
    ),
    "calls itself": (
        "def deep(x):\n    return deep(x) + x.y",
        "a, b = GATHER\ndeep(a)",
        "a",
    ),
    "only in its own list": (
        "def total(rs):\n    return sum(r.x for r in rs)",
        "total(GATHER)",
        "r",
    ),
}


@pytest.mark.parametrize(("helper", "body", "expected"), HELPERS.values(), ids=HELPERS)
def test_helpers(helper: str, body: str, expected: str) -> None:
    module = of(body, helper)
    found = [module.tree.text(use.node) for use in module.kept_errors.unguarded_uses()]
    assert found == ([expected] if expected else [])


NARROW: dict[str, tuple[str, str]] = {
    "alone": ("a, b = GATHER\nisinstance(a, Exception)", "Exception"),
    "a constant": ("K = (OSError, Exception)\na, b = GATHER\nisinstance(a, K)", "K"),
    "an unknown class beside": ("a, b = GATHER\nisinstance(a, (check, Exception))", ""),
    "one exception": ("a, b = GATHER\nisinstance(a, ValueError)", ""),
    "a wide test behind": (
        "a, b = GATHER\nisinstance(a, Exception)\nisinstance(a, E)",
        "",
    ),
    "a wide test of the other": (
        "a, b = GATHER\nisinstance(a, Exception)\nisinstance(b, E)",
        "Exception",
    ),
    "typed, and used so": (
        "a, b = GATHER\nif isinstance(a, dict):\n    a['x']\nelif isinstance(a, Exception):\n    t",
        "",
    ),
    "typed, and used after": (
        "a, b = GATHER\nif isinstance(a, dict):\n    return\nif isinstance(a, Exception):\n"
        "    return\na['x']",
        "Exception",
    ),
}


@pytest.mark.parametrize(("body", "expected"), NARROW.values(), ids=NARROW)
def test_narrow_tests(body: str, expected: str) -> None:
    module = of(body)
    found = [module.tree.text(node) for node in module.kept_errors.narrow_tests()]
    assert found == ([expected] if expected else [])


LEAKS: dict[str, tuple[str, bool]] = {
    "else of a try": ("try:\n    r = GATHER\nexcept E:\n    return []\nelse:\n    return r", True),
    "a copy": ("r = GATHER\nreturn [x for x in r]", True),
    "filtered": ("r = GATHER\nreturn [x for x in r if isinstance(x, dict)]", False),
    "a sum": ("r = GATHER\nreturn [1] + r", True),
    "a named report": ("r = GATHER\nd = {'r': r}\nreturn d", True),
    "a changed list": ("r = GATHER\nr[0] = str(r[0])\nreturn r", False),
    "dict by keyword": ("r = GATHER\nreturn dict(r=r)", True),
    "imported": ("return check(GATHER)", False),
    "one of them": ("r = GATHER\nreturn r[0]", False),
}


@pytest.mark.parametrize(("body", "expected"), LEAKS.values(), ids=LEAKS)
def test_leaks(body: str, expected: bool) -> None:
    module = of(body)
    (handler,) = module.step_handlers.all
    assert bool(list(module.kept_errors.leaks(handler))) is expected
