"""Which flags keep an interrupt from running code in a `finally`."""

from __future__ import annotations

import libcst as cst
import pytest

from tests.model.build import build, written

FUNCTION = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx):\n'
STEP = 'await ctx.step.run("a", work)'
LAST = "last()"

SPARED = {
    "no test": (f"try: {STEP}\nfinally: {LAST}", False),
    "set at the end": (
        f"done = False\ntry:\n    {STEP}\n    done = True\nfinally:\n    if done: {LAST}",
        True,
    ),
    "set before a step": (
        f"done = False\ntry:\n    done = True\n    {STEP}\nfinally:\n    if done: {LAST}",
        False,
    ),
    "set between two steps": (
        f"x = None\ntry:\n    x = {STEP}\n    {STEP}\nfinally:\n    if x: {LAST}",
        False,
    ),
    "what the last step gives": (
        f"x = None\ntry: x = {STEP}\nfinally:\n    if x is not None: {LAST}",
        True,
    ),
    "the other branch": (
        f"x = None\ntry: x = {STEP}\nfinally:\n    if x is None: {LAST}",
        False,
    ),
    "else": (
        f"done = False\ntry:\n    {STEP}\n    done = True\nfinally:\n"
        f"    if done: pass\n    else: {LAST}",
        False,
    ),
    "not failed": (
        f"bad = True\ntry:\n    {STEP}\n    bad = False\nfinally:\n    if not bad: {LAST}",
        True,
    ),
    "set in an except": (
        f"bad = False\ntry: {STEP}\nexcept inngest.StepError:\n    bad = True\n    raise\n"
        f"finally:\n    if bad: {LAST}",
        True,
    ),
    "set in an except that catches interrupts": (
        f"bad = False\ntry: {STEP}\nexcept BaseException:\n    bad = True\n    raise\n"
        f"finally:\n    if bad: {LAST}",
        False,
    ),
    "set in an except before a step": (
        f"bad = False\ntry: {STEP}\nexcept inngest.StepError:\n    bad = True\n    {STEP}\n"
        f"finally:\n    if bad: {LAST}",
        False,
    ),
    "set in the else": (
        f"done = 0\ntry: {STEP}\nexcept ValueError: raise\nelse: done = 1\n"
        f"finally:\n    if done: {LAST}",
        True,
    ),
    "a step in the else": (
        f"done = 0\ntry:\n    {STEP}\n    done = 1\nexcept ValueError: raise\nelse: {STEP}\n"
        f"finally:\n    if done: {LAST}",
        False,
    ),
    "in a loop of steps": (
        f"done = False\ntry:\n    for _ in 'ab':\n        {STEP}\n        done = True\n"
        f"finally:\n    if done: {LAST}",
        False,
    ),
    "set from the start": (
        f"done = True\ntry:\n    {STEP}\n    done = True\nfinally:\n    if done: {LAST}",
        False,
    ),
    "never set": (f"done = False\ntry: {STEP}\nfinally:\n    if done: {LAST}", False),
    "unknown before": (
        f"done = g()\ntry:\n    {STEP}\n    done = True\nfinally:\n    if done: {LAST}",
        False,
    ),
    "left before": (
        f"done = False\ntry:\n    {STEP}\n    done = True\nfinally:\n"
        f"    if not done: raise ValueError\n    {LAST}",
        True,
    ),
}


@pytest.mark.parametrize(("body", "expected"), SPARED.values(), ids=SPARED)
def test_what_a_flag_keeps_from_running(body: str, expected: bool) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    module = build(FUNCTION + lines, prelude=True)
    calls = [module.tree.text(call) for call in module.finally_blocks.calls]
    assert module.tree.text(written(module, cst.Call, LAST)) == LAST
    assert (LAST not in calls) is expected
