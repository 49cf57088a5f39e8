"""The graph of events: which names are sent and taken, and which names are slips for others."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from inngest_lint.project.project import Project
from inngest_lint.sdk.event_names import Slip, difference, matches

HEAD = """\
import inngest
client = inngest.Inngest(app_id="shop")
"""


def project(root: Path, **files: str) -> Project:
    for name, text in files.items():
        (root / f"{name}.py").write_text(dedent(text))
    return Project(root, sorted(root.rglob("*.py")))


def names(tmp_path: Path, **files: str) -> dict[str, bool]:
    """The name of every use in the project, and whether it is known."""
    return {use.name: use.is_known for use in project(tmp_path, **files).events.uses}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('inngest.Event(name="a")', {"a": True}),
        ('N = "a"\ninngest.Event(name=N + "/b")', {"a/b": True}),
        ('class E:\n    name = "a"\ninngest.Event(name=E.name)', {"a": True}),
        ('inngest.Event(name=f"a/{x}.b")', {"a/*.b": False}),
        ('inngest.Event(name="a/%s" % x)', {"a/*": False}),
        ('inngest.Event(name="a/{}.b".format(x))', {"a/*.b": False}),
        ('inngest.Event(name=f"{x}{y}")', {"*": False}),
        ("inngest.Event(**given)", {"*": False}),
        ("inngest.Event.model_validate(given)", {"*": False}),
        ("class Mine(inngest.Event):\n    pass", {"*": False}),
        ('def f(e: inngest.Event):\n    e.model_copy(update={"name": "b"})', {"*": False}),
        ('inngest.Event(name="a" if x else "b")', {"a": True, "b": True}),
        ('n = "a"\nif x:\n    n = "b"\ninngest.Event(name=n)', {"a": True, "b": True}),
        ('for n in ("a", "b"):\n    inngest.Event(name=n)', {"a": True, "b": True}),
        ('from inngest import Event as E\nE(name="a")', {"a": True}),
        ('from functools import partial\npartial(inngest.Event, name="a")()', {"a": True}),
        ("from functools import partial\npartial(inngest.Event, data={})", {"*": False}),
        ('inngest.TriggerEvent(event="a/*")', {"a/*": True}),
        ('inngest.Cancel(event="a")', {"a": True}),
        ('def f(ctx: inngest.Context):\n    ctx.step.wait_for_event("i", event="a")', {"a": True}),
        ('def f(step):\n    step.wait_for_event("i", event="a")', {"a": False}),
        ('class Event: ...\nEvent(name="a")', {}),
        ("def f(n):\n    inngest.Event(name=n)", {"*": False}),
        ('def f(n):\n    inngest.Event(name=n)\nf("a")\nf(n="b")', {"a": True, "b": True}),
        ('def f(n="b"):\n    inngest.Event(name=n)\nf("a")\nf()', {"a": True, "b": True}),
        ('def f(n):\n    inngest.Event(name=n)\nf("a")\nmap(f, x)', {"a": True, "*": False}),
        ('@r\ndef f(n):\n    inngest.Event(name=n)\nf("a")', {"a": True, "*": False}),
        ("def f(n):\n    inngest.Event(name=n)\nf(*x)", {"*": False}),
        ('def f(n):\n    f(n)\n    inngest.Event(name=n)\nf("a")', {"a": True, "*": False}),
        (
            "class B:\n    def put(self, n):\n        inngest.Event(name=n)\n"
            'B().put("a")\nx.put("b")',
            {"a": True, "b": False},
        ),
        (
            'class B:\n    n = "a"\n    def e(self):\n        return inngest.Event(name=self.n)',
            {"*": False},
        ),
        ('T = {"k": "a", "l": "b"}\ninngest.Event(name=T["k"])', {"a": True}),
        ('T = {"k": "a", "l": "b"}\ninngest.Event(name=T[x])', {"a": False, "b": False}),
        ('inngest.Event(name=given["k"])', {"*": False}),
    ],
)
def test_names_are_folded(tmp_path: Path, code: str, expected: dict[str, bool]) -> None:
    assert names(tmp_path, app=HEAD + code) == expected


def test_a_parameter_is_followed_to_callers_that_say_nothing_of_inngest(tmp_path: Path) -> None:
    bus = HEAD + "def emit(name): client.send_sync(inngest.Event(name=name))\n"
    found = project(tmp_path, bus=bus, routes='from bus import emit as tell\ntell("a/b")\n')
    assert [(use.name, use.place.module.path.name) for use in found.events.uses] == [
        ("a/b", "routes.py")
    ]


def test_what_is_not_known_is_asked_for(tmp_path: Path) -> None:
    code = f"""{HEAD}
inngest.TriggerEvent(event="app/*")
inngest.Event(name=f"user/{{x}}")
"""
    events = project(tmp_path, app=code).events
    assert [use.name for use in events.takers("app/made")] == ["app/*"]
    assert [use.name for use in events.sends("user/made")] == ["user/*"]
    assert events.sends("order/made") == []


def test_a_module_that_only_tests_uses_no_events(tmp_path: Path) -> None:
    code = f'{HEAD}from inngest.experimental import mocked\ninngest.Event(name="a")'
    assert names(tmp_path, app=code) == {}


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("sync.complete", "sync.completed", Slip.INFLECTION),
        ("user/create", "user/created", Slip.INFLECTION),
        ("user/creating", "user/created", Slip.INFLECTION),
        ("users/made", "user/made", Slip.INFLECTION),
        ("entry/a", "entries/a", Slip.INFLECTION),
        ("order/cancel", "order/cancelled", Slip.INFLECTION),
        ("mail/send", "mail/sent", Slip.INFLECTION),
        ("order/canceled", "order/cancelled", Slip.FORM),
        ("user/created", "user.created", Slip.FORM),
        ("user/signed_up", "user/signedUp", Slip.FORM),
        ("User/created", "user/created", Slip.FORM),
        ("user/created", "user/created ", Slip.FORM),
        ("user/craeted", "user/created", Slip.EDIT),
        ("user/deletd", "user/deleted", Slip.EDIT),
        ("usser/made", "user/made", Slip.EDIT),
        ("user/mide", "user/made", Slip.EDIT),
        ("user/made", "user/made", None),
        ("sync/v1", "sync/v2", None),
        ("sync/v1", "sync/v10", None),
        ("job/step1.done", "job/step2.done", None),
        ("user/add", "user/ad", None),
        ("user/started", "user/restarted", None),
        ("user.creatd", "user/created", None),
        ("mail/opened", "mail/read", None),
        ("a/b/c", "a/b", None),
    ],
)
def test_slips(one: str, other: str, slip: Slip | None) -> None:
    for name, meant in ((one, other), (other, one)):
        found = difference(name, meant)
        assert (found.slip if found else None) is slip


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("a/*", "a/b", True),
        ("a/b", "a/*", True),
        ("a/*", "b/c", False),
        ("*.b", "a.b", True),
        ("a/*.b", "a/c.d", False),
        ("a/*", "a/b*", True),
        ("a/*", "b/*", False),
        ("a.b", "axb", False),
    ],
)
def test_patterns(pattern: str, name: str, expected: bool) -> None:
    assert matches(pattern, name) is expected
