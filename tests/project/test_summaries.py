"""What is known of the callables of a project, through the modules they call."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.things import Place
from inngest_lint.project.project import Project
from inngest_lint.project.summaries.chains import written
from inngest_lint.project.summaries.summaries import Summary
from inngest_lint.project.summaries.templates import Received
from inngest_lint.sdk.names import CONTEXT, STEP

ROOT = Path("/project")


def project(**modules: str) -> Project:
    """A project with these modules in its package `app`."""
    texts = {ROOT / "app" / f"{name}.py": dedent(text) for name, text in modules.items()}
    texts.setdefault(ROOT / "app" / "__init__.py", "")
    return Project(ROOT, list(texts), texts)


def summary(of: str, receiving: dict[str, str] | None = None, **modules: str) -> Summary:
    """The summary of `module.function`."""
    found = project(**modules)
    [thing] = found.resolver.lookup(f"app.{of}", ModuleFacts(ROOT / "main.py", ""))
    assert isinstance(thing, Place)
    return found.summaries.of(thing, receiving or {})


def test_steps_are_known_by_the_annotation_of_the_context() -> None:
    found = summary(
        "jobs.load",
        jobs="""
            import inngest
            async def load(ctx: inngest.Context, name):
                await ctx.step.run(f"load-{name}", work)
                await ctx.step.sleep("wait", 5)
        """,
    )
    assert [(step.symbol, step.id) for step in found.steps] == [
        (f"{STEP}.run", ("load-", Received("name"))),
        (f"{STEP}.sleep", ("wait",)),
    ]
    assert found.is_async


def test_a_context_may_be_received_without_annotation_and_under_another_name() -> None:
    code = """
        async def load(c):
            run = c.step.run
            await run("load", work)
    """
    assert not summary("jobs.load", jobs=code).steps
    [step] = summary("jobs.load", {"c": CONTEXT}, jobs=code).steps
    assert step.id == ("load",)


def test_steps_are_followed_through_modules_with_what_each_call_gives() -> None:
    found = summary(
        "jobs.refresh",
        {"ctx": CONTEXT},
        jobs="""
            from .rates import load_rates
            async def refresh(ctx, kind="day"):
                await load_rates(ctx.step, f"rates-{kind}")
        """,
        rates="""
            async def load_rates(step, step_id):
                if step_id:
                    await step.run(step_id, work)
        """,
    )
    [step] = found.steps
    assert step.id == ("rates-", Received("kind"))
    assert step.tested
    assert written(step.chain, ROOT) == "refresh -> load_rates -> step.run at app/rates.py:4"


def test_circles_end() -> None:
    found = summary(
        "jobs.one",
        {"ctx": CONTEXT},
        jobs="""
            from app import other
            async def one(ctx):
                await other.two(ctx)
        """,
        other="""
            from app import jobs
            async def two(ctx):
                await jobs.one(ctx)
                await ctx.step.run("two", work)
        """,
    )
    assert [step.id for step in found.steps] == [("two",)]


def test_sends_know_the_names_that_they_are_given() -> None:
    found = summary(
        "jobs.fail",
        jobs="""
            import inngest
            from .clients import client
            from .names import FAILED
            async def tell(name): await client.send(inngest.Event(name=name))
            async def fail(step: inngest.Step, event):
                await tell(FAILED)
                await tell(f"{FAILED}.twice")
                await step.send_event("send", inngest.Event(name="by/step"))
                await client.send(event)
                await step.run("tell", tell, "in/handler")
        """,
        clients="""
            import inngest
            client = inngest.Inngest(app_id="app")
        """,
        names="FAILED = 'sync.failed'",
    )
    assert {(sent.event, sent.once) for sent in found.sends} == {
        (("sync.failed",), False),
        (("sync.failed.twice",), False),
        (("by/step",), True),
        ((Received("event"),), False),
        (("in/handler",), True),
    }


def test_errors_side_effects_and_what_is_not_known() -> None:
    found = summary(
        "jobs.load",
        jobs="""
            import logging, httpx, json
            class Gone(Exception): ...
            def load(url, found):
                found.append(1)
                logging.info("x")
                answer = httpx.get(url)
                if not answer:
                    raise Gone(url)
                raise ValueError
        """,
    )
    assert [each.error.name for each in found.raises] == ["Gone", "builtins.ValueError"]
    assert [each.symbol for each in found.outside] == ["logging.info", "httpx.get"]
    assert not found.unclear
    assert summary("jobs.load", jobs="def load(work): work()").unclear
    assert summary("jobs.load", jobs="import made\n@made.x\ndef load(): pass").unclear


def raised(body: str, **modules: str) -> list[str]:
    """The names of the errors that running `jobs.load` lets out."""
    code = f"""
        from app import other
        class Gone(LookupError): ...
        def find(x):
            raise Gone(x)
        def load(ctx, x):
            {body}
        """
    found = summary("jobs.load", {"ctx": CONTEXT}, jobs=code, **modules)
    return [each.error.name for each in found.raises if not each.in_step]


def test_errors_are_caught_on_the_way() -> None:
    other = "from app.jobs import find\ndef lost(x):\n    try: find(x)\n    except KeyError: ...\n"
    assert raised("other.lost(x)", other=other) == ["Gone"]
    assert raised("find(x)") == ["Gone"]
    for clause in ("LookupError", "Exception", "(KeyError, Gone)", "Gone as e", ""):
        assert raised(f"try: find(x)\n            except {clause}: print(1)") == []
        assert raised(f"try: find(x)\n            except {clause}: raise") == ["Gone"]
    assert raised("try: find(x)\n            except Gone as e: raise e") == ["Gone"]
    assert raised("try: find(x)\n            except Gone: raise KeyError") == ["builtins.KeyError"]
    assert raised("try: x()\n            except Gone: find(x)") == ["Gone"]
    assert raised("raise x") == ["an error"]
    assert raised("ctx.step.run('a', find, x)") == []


def test_a_call_may_decide_that_an_error_is_raised() -> None:
    def by_chance(body: str) -> list[bool]:
        code = f"""
            import inngest, random, httpx
            def pure(x): return len(x) > 3
            def asked(x): return ask(x)
            def ask(x): return httpx.get(x).json()
            def load(ctx: inngest.Context, x):
                {body}
            """
        return [each.by_chance for each in summary("jobs.load", jobs=code).raises]

    assert by_chance("raise ValueError") == [False]
    assert by_chance("if x: raise ValueError") == [False]
    assert by_chance("if not x.get('a'): raise ValueError") == [False]
    assert by_chance("if isinstance(x, str): raise ValueError") == [False]
    assert by_chance("if ctx.step.run('a', x): raise ValueError") == [False]
    assert by_chance("if x(): raise ValueError") == [False]
    assert by_chance("if pure(x): raise ValueError") == [False]
    assert by_chance("if random.random() > 1: raise ValueError") == [True]
    assert by_chance("y = asked(x)\n                if y > 1: raise ValueError") == [True]


def test_what_never_comes_back() -> None:
    code = """
        import sys
        def fail(error):
            if error: raise error
            else: leave()
        def leave(): sys.exit(1)
        def perhaps(error):
            if error: raise error
        def returns(error):
            if error: return
            raise error
    """
    assert summary("jobs.fail", jobs=code).always_raises
    assert summary("jobs.leave", jobs=code).always_raises
    assert not summary("jobs.perhaps", jobs=code).always_raises
    assert not summary("jobs.returns", jobs=code).always_raises


def test_what_is_returned_may_differ() -> None:
    code = """
        import uuid, functools, datetime
        from datetime import datetime as clock
        def new_id(): return uuid.uuid4().hex[:8]
        def key(prefix):
            made = new_id()
            return f"{prefix}-{made}"
        def day(): return clock.now().strftime("%Y")
        def given(value): return value
        def either(value):
            if value: return value
            return new_id()
        def fallback(value=None): return value or new_id()
        def fields(): return {"id": new_id()}
        def hidden(): return lookup(new_id())
        @functools.cache
        def cached(): return new_id()
        def recursive(): return recursive()
    """

    def what(name: str) -> str | None:
        chance = summary(f"jobs.{name}", jobs=code).chance
        return chance and f"{chance.what}: {written(chance.chain, ROOT)}"

    assert what("key") == "a random value: key -> new_id -> uuid.uuid4 at app/jobs.py:4"
    assert what("day") == "the time: day -> clock.now at app/jobs.py:8"
    names = "given either fallback fields hidden cached recursive"
    assert [name for name in names.split() if what(name)] == []


def test_a_getter_of_a_client() -> None:
    code = """
        import functools, inngest
        @functools.lru_cache
        def get_client() -> inngest.Inngest: return inngest.Inngest(app_id="x")
        def other(): return 1
    """
    assert summary("jobs.get_client", jobs=code).returns_client
    assert not summary("jobs.other", jobs=code).returns_client


def test_a_step_function_is_a_step() -> None:
    found = summary(
        "jobs.outer",
        jobs="""
            import inngest
            @inngest.experimental.step("inner")
            async def inner(): ...
            async def outer(): await inner()
        """,
    )
    assert [step.id for step in found.steps] == [("inner",)]
