"""What a served list holds, however it was filled."""

from __future__ import annotations

import pytest

from inngest_lint.project.registration.items import Element, Item, Scan
from inngest_lint.project.registration.listing import Listing
from tests.project.build import at_end, project, shown

JOBS = {"jobs.py": "async def a(): ...\nasync def b(): ...\nasync def c(): ...\n"}


def words(item: Item) -> str:
    if isinstance(item, Element):
        return " | ".join(shown(thing) for thing in item.things) or "nothing"
    return f"all of {item.module.path.name}" if isinstance(item, Scan) else "?"


def listed(text: str, **others: str) -> list[str]:
    files = {f"{name}.py": other for name, other in others.items()}
    made = project({**JOBS, **files, "main.py": f"from jobs import a, b, c\nimport jobs\n{text}"})
    items = Listing(made.modules, made.resolver).items(at_end(made, "main.py"))
    return [words(item) for item in items]


A, B, C = "jobs.py:1", "jobs.py:2", "jobs.py:3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a, jobs.b]", [A, B]),
        ("x = [a]\n[*x, b] + [c]", [A, B, C]),
        ("x = [a]\nx.append(b)\nx.extend([c])\nx", [A, B, C]),
        ("x = [a]\nx += [b]\nx.insert(0, c)\nx", [A, C, B]),
        ("x = {}\nx['a'] = a\nlist(x.values())", [A]),
        ("{'a': a, **{'b': b}}.values()", [A, B]),
        ("[f for f in (a, b)]", [A, B]),
        ("[f for m in [jobs] for f in (m.a, m.b)]", [A, B]),
        ("def g(f): return f\n[g(f) for f in (a,)]", ["?"]),
        ("def all_of():\n  x = [a]\n  x.append(b)\n  return x\nall_of()", [A, B]),
        ("def all_of():\n  yield a\n  yield from [b]\nlist(all_of())", [A, B]),
        ("x = []\nfor f in (a, b): x.append(f)\nx", [A, B]),
        ("x = []\ndef reg(f): x.append(f)\nreg(a)\nreg(f=b)\nx", [A, B]),
        ("x = []\ndef reg(*fs): x.extend(fs)\nreg(a, b)\nx", [A, B]),
        ("x = []\ndef reg(f): x.append(f)\nx", ["?"]),
        ("import itertools\nlist(itertools.chain([a], [b]))", [A, B]),
        ("list(vars(jobs).values())", ["all of jobs.py"]),
        ("[getattr(jobs, n) for n in dir(jobs)]", ["all of jobs.py"]),
        ("x = {'k': [a], 'l': [b]}\nx['l']", [B]),
        ("x = [a, b]\nx[:1]", [A, B]),
        ("import plugins\nplugins.load()", ["?"]),
        ("import settings\nsettings.FUNCTIONS", ["?"]),
        ("[a if jobs else b]", [f"{A} | {B}"]),
        ("x = [a]\ndef f(x): x.append(b)\nx", [A]),
        ("x = [a]\nx = x + [b]\nx", [A, A, B]),
        ("None", []),
    ],
)
def test_a_list_holds(text: str, expected: list[str]) -> None:
    assert listed(text) == expected


def test_a_list_is_filled_from_a_module_that_does_not_mention_inngest() -> None:
    main = "from registry import ALL\nALL"
    filler = "from registry import ALL\nimport jobs\nALL.append(jobs.b)\n"
    assert listed(main, registry="from jobs import a\nALL = [a]\n", filler=filler) == [A, B]


def test_what_is_nested_too_deep_is_not_followed() -> None:
    found = listed("[a]" + " + [b]" * 900)
    assert "?" in found
    assert A not in found
