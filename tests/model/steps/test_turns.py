"""Loops in which a step with a constant id runs once: a test closes behind it, or one item."""

from __future__ import annotations

import pytest

from tests.model.build import build

STEP = 'await ctx.step.run("s", work)'

# STEP stands for the step
ONCE = {
    "missing key": "for x in items:\n    if 'k' not in n: n['k'] = STEP",
    "missing entry": "for x in items:\n    if n.get('k') is None: n['k'] = STEP",
    "key from outside": "for x in items:\n    if m not in n: n[m] = STEP",
    "member": "for x in items:\n    if 'k' not in n:\n        n.add('k')\n        STEP",
    "or": "for x in items: n = n or STEP",
    "conditional": "for x in items: n = STEP if n is None else n",
    "other branch": "for x in items:\n    if n: pass\n    else: n = STEP",
    "later statement": "for x in items:\n    if n: continue\n    n = STEP",
    "attribute": "for x in items:\n    if not n.a: n.a = STEP",
    "growing list": "for x in items:\n    n.append(x)\n    if len(n) == 1: STEP",
    "empty list": "for x in items:\n    if not n: STEP\n    n.append(x)",
    "item before": "for x in items:\n    if n is None: STEP\n    n = x",
    "emptied at the end": "for x in items:\n    if not n: n = STEP\n    if x: n = 0; break",
    "first": "for x in items[:1]: STEP",
    "last": "for x in items[-1:]: STEP",
    "third of a comprehension": "[STEP for x in items[2:3]]",
    "range": "for x in range(1): STEP",
    "numbered": "for i, x in enumerate(items[:1]): STEP",
    "display": "for x in [n]: STEP",
}
AGAIN = {
    "key of the turn": "for x in items:\n    if x not in n: n[x] = STEP",
    "another key": "for x in items:\n    if 'k' not in n: n['j'] = STEP",
    "cleared": "for x in items:\n    if 'k' not in n: n['k'] = STEP\n    n.clear()",
    "emptied": "for x in items:\n    n = None\n    if n is None: n = STEP",
    "read anew": "for x in items:\n    n = m.get(x)\n    if n is None: n = STEP",
    "not set": "for x in items:\n    if not n: STEP",
    "grows sometimes": "for x in items:\n    if x: n.append(x)\n    if len(n) == 1: STEP",
    "flushed": "for x in items:\n    n.append(x)\n    if len(n) == 9: STEP; n = []",
    "test of the while": "while not n: n = STEP",
    "two items": "for x in items[:2]: STEP",
    "all but one": "for x in items[:-1]: STEP",
    "all": "for x in items[:]: STEP",
    "continued in one of one": "for y in items:\n    for x in y[:1]: STEP; continue",
    "outer loop": "for y in items:\n    for x in y[:1]: STEP",
}


def count(body: str) -> int:
    """How many ids are repeated in a function of this body."""
    lines = body.replace("STEP", STEP).splitlines()
    head = [
        '@client.create_function(fn_id="f", trigger=EVENT)',
        "async def f(ctx, *, items, m, n):",
    ]
    module = build("\n".join([*head, *(f"    {line}" for line in lines)]), prelude=True)
    return len(list(module.functions[0].repeated_ids))


@pytest.mark.parametrize("body", ONCE.values(), ids=ONCE)
def test_a_step_that_runs_once_repeats_no_id(body: str) -> None:
    assert count(body) == 0


@pytest.mark.parametrize("body", AGAIN.values(), ids=AGAIN)
def test_a_step_that_may_run_again_repeats_its_id(body: str) -> None:
    assert count(body) == 1
