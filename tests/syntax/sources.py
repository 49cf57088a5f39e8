"""What the syntax layer is tried on: the standard library, and all of Python's syntax at once."""

from __future__ import annotations

import sysconfig
from pathlib import Path

STDLIB = Path(sysconfig.get_path("stdlib"))
_FOLDERS = """
    asyncio collections concurrent email html http importlib json logging sqlite3 tomllib unittest
    urllib wsgiref xml zoneinfo
""".split()

# Large files hold nothing that the others do not.
FILES = sorted(
    path
    for folder in _FOLDERS
    for path in (STDLIB / folder).rglob("*.py")
    if path.stat().st_size < 20_000 and not {"test", "tests"} & set(path.parts)
)
SMALL_FILES = [path for path in FILES if path.stat().st_size < 8_000]


def name(path: Path) -> str:
    return path.relative_to(STDLIB).as_posix()


SYNTAX = '''\
"""Every node of LibCST is somewhere in here."""
from __future__ import annotations
import os.path as path, sys
from . import a as b, c
from ..d.e import (f, g,)
from math import *


@first
@second(1)
async def function[T: int = str, *Ts = *tuple[int], **P = [int]](
    a, b: int = 1, /, c=lambda x, /, *y, z=1, **w: (x, y), *args: *Ts, d: str = "", e, **kwargs
) -> list[T]:
    """Nested: global and nonlocal, await, yield, comprehensions."""
    global g1, g2
    x = 0
    async def inner(*, only): nonlocal x; x += 1; await (x); return [i async for i in x if i if 1]
    yield
    value = yield x
    yield from (j for i in x for j in i)
    async with open(a) as h, (b): pass
    async for i, *j in x: break
    else: pass
    with (open(a) as h, open(b)): ...
    return {*a, *b}, {**a, "b": 1}, {k: v for k, v in x}, {s for s in x}, (t := 1), [*u]


class Class[U](Base, *bases, metaclass=Meta, **keywords):
    annotated: int
    assigned: int = 1
    one = two = three = not None
    (four), [five, *six] = 1, [2, 3]
    def method(self, *, k): return super().method(self)
    class Empty: pass


type Alias[V] = dict[str, V]
type Plain = int

if a and b or not c: pass
elif a < b <= c != d is not e is f not in g in h == i > j >= k:
    pass
else: pass

for i in range(10):
    if i: continue
    else: break
else:
    pass

while a:
    a -= 1; a *= 2; a /= 3; a //= 4; a %= 5; a **= 6; a @= 7; a &= 8; a |= 9; a ^= 1; a >>= 2
    a <<= 3
else:
    pass

try: pass
except (A, B) as error: raise C from error
except D: raise
except: raise E
else: pass
finally: pass

try: pass
except* A as group: pass
except* B: pass

match a, *b:
    case 1 | -2 | 3 + 4j | "five" "six" | None | True: pass
    case [x, *rest] | (x, *_, rest): pass
    case {"k": v, d.e: 1, **others}: pass
    case {}: pass
    case Point(1, y, x=0, z=[*zs]) as point if point: pass
    case ((1 as one) | two.three): pass
    case (only,): pass
    case _: pass

a = b + c - d * e / f // g % h ** i @ j & k | l ^ m << n >> o
a = +b, -c, ~d, not e, (yield), 1.5, 2j, ..., b"bytes"
a = f"text {b!r:>{width}} {c = } {{}} {d:%Y}" "plain" f'{e["f"]}'
a = t"text {b!r:>{width}} {c = }"
a = b if c else d
a = b[1:2, ::3, ...][:], b[*c], b[d:]
a = lambda: 0
del a, (b), c[0]
assert a, "message"
print(a, *b, c=1, **d)(e)(f for f in g)[h].i
nothing = (), [], {}
a.b: int = 1
'''
