"""Which values differ between requests, and the parameters that a value is made of."""

from __future__ import annotations

import pytest

from inngest_lint.model.module import Module
from tests.model.build import bound, build

SETUP = """
import dataclasses, datetime, itertools, random, time, uuid
from lib import wrap

SERIAL = itertools.count()
DICE = random.Random(7)
NAME = "load"
total = 0

def fresh(): return uuid.uuid4().hex
def same(x, y=None): return f"a-{x}"
def pair(): return NAME, time.time()
def both(x):
    if x: return fresh()
    return x
def items():
    yield NAME, time.time()
def even(n): return n if not n else odd(n - 1)
def odd(n): return even(n) if n else fresh()
def bump():
    global total
    total += 1
    return total

@dataclasses.dataclass
class Row:
    key: str
    at: float = dataclasses.field(default_factory=time.time)
    tag: str = dataclasses.field(default_factory=lambda: fresh())

class Base:
    def __init__(self, key): self.key = key; self.trace = fresh()

class Job(Base):
    serial = itertools.count()
    def __init__(self, key, name): super().__init__(key); self.name = name
    @property
    def label(self): return f"{self.name}-{self.trace}"
    def title(self): return self.name

@client.create_function(fn_id="f", trigger=EVENT)
async def f(ctx: inngest.Context, *, row, n):
    stable = {"id": row["id"], "at": time.time()}
    grown = []
    grown.append({"id": n, "at": time.time()})
    put = {}
    put["at"] = time.time()
    put["id"] = n
    job = Job("k", fresh())
    cycle = row
    while n: cycle = cycle["next"]
    then = datetime.datetime.now()
    then = row
    BODY
    it = EXPRESSION
"""


def module_of(expression: str, body: str = "pass") -> Module:
    code = SETUP.replace("BODY", body).replace("EXPRESSION", expression)
    return build(code, prelude=True)


TIME, CHANCE, COUNTER = "the time", "a random value", "a counter of the module"
DIFFERENT = {
    "call": ("time.time()", TIME),
    "f-string": ("f'{NAME}-{uuid.uuid4()}'", CHANCE),
    "format spec": ("f'{n:{time.time()}}'", TIME),
    "percent": ("'a-%s' % time.time()", TIME),
    "join": ("'-'.join(['a', fresh()])", CHANCE),
    "method of the value": ("datetime.datetime.now().date().isoformat()", TIME),
    "standard library": ("str(uuid.uuid5(uuid.NAMESPACE_URL, fresh()))", CHANCE),
    "without its argument": ("time.strftime('%H')", TIME),
    "test of a conditional": ("'a' if random.random() < 0.5 else 'b'", CHANCE),
    "comparison": ("ctx.attempt > 2", "the attempt"),
    "fallback": ("row.get('key') or fresh()", CHANCE),
    "default of get": ("row.get('key', fresh())", CHANCE),
    "item of a dict": ("stable['at']", TIME),
    "get of a dict": ("stable.get('at')", TIME),
    "unknown item of a dict": ("stable[n]", TIME),
    "index": ("[1, 2][random.randrange(2)]", CHANCE),
    "item that is appended": ("grown[0]['at']", TIME),
    "item that is put in": ("put['at']", TIME),
    "keyword of dict": ("dict(id=1, at=time.time())['at']", TIME),
    "second of a pair": ("pair()[1]", TIME),
    "one of two returns": ("both(n)", CHANCE),
    "argument that is returned": ("same(time.time())", TIME),
    "counter": ("next(SERIAL)", COUNTER),
    "counter of a class": ("next(Job.serial)", COUNTER),
    "global number": ("bump()", COUNTER),
    "seeded generator of the module": ("DICE.random()", CHANCE),
    "default factory": ("Row('a').at", TIME),
    "default factory that is a lambda": ("Row('a').tag", CHANCE),
    "field that is given": ("Row(key=fresh()).key", CHANCE),
    "attribute of an object": ("job.trace", CHANCE),
    "attribute that init is given": ("job.name", CHANCE),
    "property": ("job.label", CHANCE),
    "method of the file": ("job.title()", CHANCE),
    "functions that call each other": ("even(n)", CHANCE),
    "comprehension": ("[fresh() for _ in row]", CHANCE),
    "await": ("await asyncio.gather(asyncio.sleep(0), wrap(), fresh())", CHANCE),
}
STABLE = {
    "literal": "'a'",
    "parameter": "row.key",
    "run id": "ctx.run_id",
    "event": "ctx.event.data['at']",
    "step": "await ctx.step.run('a', fresh)",
    "step with a lambda": "await ctx.step.run('a', lambda: time.time())",
    "unknown call": "wrap(time.time())",
    "attribute of an unknown call": "wrap(time.time()).id",
    "length": "len([fresh()])",
    "is": "fresh() is None",
    "with its argument": "time.strftime('%H', row)",
    "mentioned": "uuid.uuid4",
    "lambda": "lambda: fresh()",
    "stable item": "stable['id']",
    "stable item of what is appended": "grown[0]['id']",
    "stable item that is put in": "put['id']",
    "stable keyword of dict": "dict(id=1, at=time.time())['id']",
    "first of a pair": "pair()[0]",
    "argument that is not returned": "same(n, time.time())",
    "field that replaces the default": "Row('a', at=1.0).at",
    "other attribute": "job.key",
    "seeded generator": "random.Random(n).random()",
    "counter of the function": "next(itertools.count())",
    "item of itself": "cycle",
    "bound anew": "then",
}


@pytest.mark.parametrize(("expression", "what"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_between_requests(expression: str, what: str) -> None:
    module = module_of(expression)
    source = module.nondeterminism.source(bound(module, "it"))
    assert source is not None and source.what == what


@pytest.mark.parametrize("expression", STABLE.values(), ids=STABLE)
def test_what_is_the_same_in_every_request(expression: str) -> None:
    module = module_of(expression)
    assert module.nondeterminism.source(bound(module, "it")) is None


LOOPED = [
    ("for i, x in enumerate([fresh()])", "i", False),
    ("for i, x in enumerate([fresh()])", "x", True),
    ("for a, b in zip([1], [fresh()])", "a", False),
    ("for a, b in zip([1], [fresh()])", "b", True),
    ("for k, v in {'a': fresh()}.items()", "k", False),
    ("for k, v in {'a': fresh()}.items()", "v", True),
    ("for a, (b, c) in [(1, (2, fresh()))]", "b", False),
    ("for a, (b, c) in [(1, (2, fresh()))]", "c", True),
    ("for a, b in items()", "a", False),
    ("for a, b in items()", "b", True),
    ("for each in grown", "each['id']", False),
    ("for each in sorted(grown)", "each['at']", True),
    ("for each in sorted(grown)", "each['id']", False),
    ("with wrap() as a", "a", False),
    ("if a := fresh()", "a", True),
]


@pytest.mark.parametrize(("head", "expression", "differs"), LOOPED)
def test_targets_that_take_a_value_apart(head: str, expression: str, differs: bool) -> None:
    module = module_of(expression, f"{head}: pass")
    assert (module.nondeterminism.source(bound(module, "it")) is not None) is differs


def test_a_seed_in_a_function_makes_its_module_stable() -> None:
    module = module_of("random.random()", "random.seed(ctx.run_id)")
    assert module.nondeterminism.source(bound(module, "it")) is None


def test_the_source_is_the_node_that_brings_the_value_in() -> None:
    module = module_of("same(fresh())")
    source = module.nondeterminism.source(bound(module, "it"))
    assert source is not None
    assert module.tree.text(source.node) == "uuid.uuid4()"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("f'{row}-{n}'", {"row", "n"}),
        ("same(n, row)", {"n"}),
        ("stable['id']", {"row"}),
        ("both(row)", {"row"}),
        ("ctx.run_id", set()),
        ("job.title()", set()),
        ("wrap(row)", set()),
    ],
)
def test_parameters_that_a_value_is_made_of(expression: str, names: set[str]) -> None:
    module = module_of(expression)
    params = module.nondeterminism.params(bound(module, "it"))
    assert {param.name.value for param in params} == names
