"""Names of a project lead to what they stand for, through whatever modules."""

from __future__ import annotations

import pytest

from tests.project.build import at_end, project, shown

APP = {
    "app/__init__.py": "from .jobs import sync as job\nfrom . import jobs\n",
    "app/jobs.py": """
        import requests
        from inngest import Inngest
        def sync(): return requests.get("x")
        async def other(): ...
        class Base:
            limit = 1
            @property
            def client(self): return Inngest(app_id="a")
        class Job(Base):
            def __init__(self, name, work=sync):
                self.name = name
                self.work = other
            def run(self): return self
            @classmethod
            def make(cls): return cls("x")
        def get_client() -> Inngest: ...
        job = Job("a")
        either = sync if job else other
        """,
    "app/star.py": "from .jobs import *\n_hidden = 1\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from app.jobs import sync\nsync", ["app/jobs.py:4"]),
        ("from app import job\njob", ["app/jobs.py:4"]),
        ("import app.jobs\napp.jobs.other", ["app/jobs.py:5"]),
        ("import app.jobs as j\nj.other", ["app/jobs.py:5"]),
        ("from app import jobs\njobs", ["app/jobs.py"]),
        ("from app import star\nstar.sync", ["app/jobs.py:4"]),
        ("from app.star import *\nother", ["app/jobs.py:5"]),
        ("from app.jobs import get_client\nget_client()", ["inngest.Inngest()"]),
        ("from app.jobs import get_client\nget_client().send", ["inngest.Inngest().send"]),
        ("from app.jobs import sync\nsync()", ["requests.get()"]),
        ("from app.jobs import job\njob.work", ["app/jobs.py:5"]),
        ("from app.jobs import Job\nJob.make().run().client", ["inngest.Inngest()"]),
        ("from app.jobs import Job\nJob.limit", ["app/jobs.py:7"]),
        ("from app.jobs import Job\nJob('a')", ["object of app/jobs.py:10"]),
        ("from app.jobs import either\neither", ["app/jobs.py:4", "app/jobs.py:5"]),
        (
            "from app.jobs import Job\nclass Own(Job):\n"
            "    def run(self): return super().work\nOwn().run()",
            ["app/jobs.py:5"],
        ),
        ("import json\njson.dumps", ["json.dumps"]),
        ("len", ["builtins.len"]),
        ("from inngest import *\nEvent", ["inngest.Event"]),
        ("from nowhere import thing\nthing", ["nowhere.thing"]),
        ("unbound", []),
        ("x = y\ny = x\nx", []),
        ("def f(): return f()\nf()", ["main.py:1"]),
        ("[1]", ["main.py:1"]),
        ("try:\n from a import b\nexcept ImportError:\n b = None\nb", ["a.b", "main.py:4"]),
    ],
)
def test_an_expression_stands_for(text: str, expected: list[str]) -> None:
    made = project({**APP, "main.py": text})
    assert [shown(thing) for thing in made.resolver.all(at_end(made, "main.py"))] == expected


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("app.jobs.sync", ["app/jobs.py:4"]),
        (".jobs.sync", ["app/jobs.py:4"]),
        ("app.jobs.get_client().send", ["inngest.Inngest().send"]),
        (".jobs.nothing", []),
        ("requests.get", ["requests.get"]),
    ],
)
def test_a_dotted_name_of_an_import_stands_for(symbol: str, expected: list[str]) -> None:
    made = project(APP)
    importer = made.modules.at(next(p for p in made.modules.behind_gate).path)
    assert importer is not None
    assert [shown(thing) for thing in made.resolver.lookup(symbol, importer)] == expected


def test_clients_are_told_apart_by_the_call_that_made_them() -> None:
    made = project({"main.py": "import inngest\na = inngest.Inngest()\nb = a\nb"})
    thing = made.resolver.one(at_end(made, "main.py"))
    assert thing is not None
    assert shown(thing) == "inngest.Inngest()"
    origin = made.registry.clients.origin(at_end(made, "main.py"))
    assert origin is not None
    assert origin.row == 2


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"django/urls.py": "from django.urls import path\npath"}, ["django.urls.path"]),
        ({"a.py": "from b import x\nx", "b.py": "from a import x"}, ["b.x"]),
        ({"a.py": "from b import *\nx", "b.py": "from a import *"}, []),
    ],
)
def test_modules_that_import_a_name_from_one_another(
    files: dict[str, str], expected: list[str]
) -> None:
    made = project(files)
    found = made.resolver.all(at_end(made, next(iter(files))))
    assert [shown(thing) for thing in found] == expected
