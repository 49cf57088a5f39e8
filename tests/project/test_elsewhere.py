"""What a file can ask about the symbols of other modules."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.project.project import Project
from inngest_lint.project.summaries.templates import Received
from inngest_lint.project.view import View, alone
from inngest_lint.sdk.names import CONTEXT

ROOT = Path("/project")


def elsewhere(**modules: str) -> Elsewhere:
    """How `app/main.py` sees the modules beside it."""
    texts = {ROOT / "app" / f"{name}.py": dedent(text) for name, text in modules.items()}
    main = ROOT / "app" / "main.py"
    texts |= {ROOT / "app" / "__init__.py": "", main: ""}
    return Elsewhere(View(Project(ROOT, list(texts), texts), main, ""))


def test_texts() -> None:
    found = elsewhere(
        names="""
            import enum, os
            FAILED = "sync.failed"
            VERSION = 3
            CHOSEN = os.environ.get("X", "y")
            TWICE = "a"
            TWICE = "b"
            class Events(str, enum.Enum):
                DONE = "sync.done"
            class Names:
                DONE = f"{FAILED}.done"
            class Settings:
                prefix = "x"
            settings = Settings()
        """,
        again="from .names import *\nfrom .names import Events as Renamed",
    )
    assert found.text("app.names.FAILED") == "sync.failed"
    assert found.text(".names.FAILED") == "sync.failed"
    assert found.text(".again.FAILED") == "sync.failed"
    assert found.text("app.names.Events.DONE.value") == "sync.done"
    assert found.text("app.again.Renamed.DONE.value", formatted=True) == "sync.done"
    assert found.text("app.names.Events.DONE") == "sync.done"
    assert found.text("app.names.Events.DONE", formatted=True) is None
    assert found.text("app.names.Names.DONE") == "sync.failed.done"
    assert found.text("app.names.VERSION", formatted=True) == "3"
    unknown = "VERSION CHOSEN TWICE settings.prefix missing Names Events"
    assert [name for name in unknown.split() if found.text(f"app.names.{name}")] == []
    assert found.text("json.loads") is None
    assert found.text("other.names.FAILED") is None


def test_clients() -> None:
    found = elsewhere(
        clients="""
            import inngest
            client = inngest.Inngest(app_id="x")
            def get_client(): return client
            class Bus:
                def send(self, event): ...
            bus = Bus()
            unknown = load()
        """
    )
    assert found.is_client(".clients.client") is True
    assert found.is_client("app.clients.get_client()") is True
    assert found.is_client("app.clients.bus") is False
    assert found.is_client("app.clients.unknown") is None
    assert found.is_client("app.others.client") is None


def test_calls() -> None:
    found = elsewhere(
        jobs="""
            async def load(ctx, name, kind="day"):
                await ctx.step.run(f"{kind}-{name}", work)
            class Loader:
                async def load(self, ctx, name): await ctx.step.run(name, work)
        """
    )
    run = found.run(".jobs.load", (CONTEXT, ""), {})
    assert run is not None
    assert [step.id for step in run.summary.steps] == [
        ("", Received("kind"), "-", Received("name"))
    ]
    assert run.received == {"ctx": 0, "name": 1}
    assert run.defaults["kind"] == ("day",)
    method = found.run("app.jobs.Loader().load", (CONTEXT,), {"name": ""})
    assert method is not None
    assert method.received == {"ctx": 0, "name": "name"}
    assert method.summary.makes_steps
    assert found.run(".jobs.missing", (CONTEXT,), {}) is None
    assert found.run("httpx.get", (CONTEXT,), {}) is None


def test_triggers() -> None:
    found = elsewhere(
        triggers="""
            import inngest
            NIGHTLY = inngest.TriggerCron(cron="0 3 * * *")
            ASKED = inngest.TriggerEvent(event="sync.requested")
            BOTH = [NIGHTLY, ASKED]
            MORE = BOTH + [inngest.TriggerEvent(event=name)]
            FILLED = [NIGHTLY]
            FILLED.append(ASKED)
            def nightly(cron): return inngest.TriggerCron(cron=cron)
        """
    )

    def kinds(name: str) -> tuple[list[str | None], bool] | None:
        triggers = found.triggers(f"app.triggers.{name}")
        if triggers is None:
            return None
        return ["cron" if t.is_cron else t.event for t in triggers.known], triggers.complete

    assert kinds("NIGHTLY") == (["cron"], True)
    assert kinds("BOTH") == (["cron", "sync.requested"], True)
    assert kinds("MORE") == (["cron", "sync.requested", None], True)
    assert kinds("FILLED") == ([], False)
    assert kinds("nightly()") == (["cron"], True)
    assert kinds("missing") is None


def test_chance() -> None:
    found = elsewhere(
        ids="""
            import uuid
            RUN = uuid.uuid4().hex
            FIXED = "x"
            def new_id(): return str(uuid.uuid4())
        """
    )
    chance = found.returned_chance("app.ids.new_id")
    assert chance is not None
    assert found.written(chance.chain) == "new_id -> uuid.uuid4 at app/ids.py:5"
    assert found.chance("app.ids.RUN") is not None
    assert found.chance("app.ids.FIXED") is None


def test_a_file_alone_knows_nothing() -> None:
    found = Elsewhere(alone(ROOT / "main.py", "import app"))
    assert found.text("app.names.FAILED") is None
    assert found.is_client(".clients.client") is None
    assert found.run("app.jobs.load", (CONTEXT,), {}) is None
    assert found.triggers("app.triggers.NIGHTLY") is None
