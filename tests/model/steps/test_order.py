"""Which collections come in another order in another process."""

from __future__ import annotations

import pytest

from tests.model.build import bound, build

ORDERS = {
    "{'a', 'b'}": "a set",
    "{1, 2}": None,
    "{i for i in x}": "a set",
    "{int(i) for i in x}": None,
    "{len(i) for i in x} | set(x)": "a set",
    "set(map(int, x))": None,
    "set([1, 'a'])": "a set",
    "x or {'a', 'b'}": "a set",
    "x or set()": None,
    "set(x) and y": None,
    "set(x) if x else y": "a set",
    "x.get('a', {'a', 'b'})": "a set",
    "{i: 1 for i in set(x)}.items()": "a set",
    "filled": "a set",
    "sorted_late": "a set",
    "bound_anew": "a set",
    "set(x)": "a set",
    "frozenset(x)": "a set",
    "set([1, 2])": None,
    "set(range(9))": None,
    "sorted({'a', 'b'})": None,
    "list({'a', 'b'})": "a set",
    "enumerate(set(x))": "a set",
    "[i for i in set(x)]": "a set",
    "[*set(x), 'a']": "a set",
    "set(x)[:2]": "a set",
    "set(x) | y": "a set",
    "set(x) + y": "a set",
    "x | y": None,
    "x.keys() & y.keys()": "a set",
    "set(x).union(y)": "a set",
    "x.union(y)": None,
    "names": "a set",
    "grown": "a set",
    "put_in_order": None,
    "either": None,
    "given": "a set",
    "numbers": None,
    "quoted": "a set",
    "made()": "a set",
    "os.listdir()": "os.listdir",
    "glob.glob('*')": "glob.glob",
    "(pathlib.Path('a') / 'b').iterdir()": "pathlib.Path.iterdir",
    "pathlib.Path('a').resolve().parent.rglob('*')": "pathlib.Path.rglob",
    "entries": "os.scandir",
    "x.iterdir()": None,
    "list_from_step": None,
    "{'a': 1}": None,
    "dict.fromkeys(set(x))": "a set",
}


@pytest.mark.parametrize(("expression", "expected"), ORDERS.items())
def test_unordered(expression: str, expected: str | None) -> None:
    module = build(
        "import glob, os, pathlib\nfrom typing import Set\n"
        "def made(): return {'a', 'b'}\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        "async def f(ctx):\n"
        "    list_from_step = await ctx.step.run('a', os.listdir)\n"
        f"    asked = {expression}\n"
        "def g(x, y, given: set[str], numbers: set[int], quoted: 'Set[str]'):\n"
        "    names = {'a', 'b'}\n"
        "    grown = {'a'}\n    grown |= {'b'}\n"
        "    put_in_order = list({'a', 'b'})\n    put_in_order.sort()\n"
        "    either = {'a', 'b'}\n"
        "    if x:\n        either = sorted(either)\n"
        "    filled = []\n    for i in either or names: filled.append(i)\n"
        "    sorted_late = list(names)\n"
        "    bound_anew = list(names)\n    bound_anew.sort()\n    bound_anew = list(set(x))\n"
        "    with os.scandir() as entries: pass\n"
        + (f"    asked = {expression}\n" if expression != "list_from_step" else "")
        + "    sorted_late.sort()\n",
        prelude=True,
    )
    assert module.order.unordered(bound(module, "asked")) == expected


def test_a_name_made_of_itself_many_times_costs_no_more() -> None:
    again = "    names = names + ['a']\n" * 40  # following each to all others would never end
    module = build(f"def f(x):\n    names = list(set(x))\n{again}    asked = names\n")
    assert module.order.unordered(bound(module, "asked")) == "a set"
