"""The demo application and its corrected twin start, work, and differ only where they should."""

import difflib
import importlib
import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import inngest
import pytest
from fastapi.testclient import TestClient
from inngest.experimental import mocked

from inngest_lint.run.cache import DIRECTORY
from tests.command import Ran, run, run_python
from tests.evidence import execute

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
FAULTY = FIXTURES / "app"
FIXED = FIXTURES / "app_fixed"

HANDLER = "async def coverage_check(ctx: inngest.Context) -> None:"
MARK = re.compile(r"  # error: (ING\d{3})$")

SEEDED = {
    "functions/cards_charge.py": "ING102",
    "functions/coverage_check.py": "ING501",
    "functions/invoices_sync.py": "ING302",
    "functions/ledger_rebuild.py": "ING401",
    "functions/reports_monthly.py": "ING201",
}

# file -> the lines only the faulty tree has, and the lines only the fixed tree has
CORRECTIONS: dict[str, tuple[list[str], list[str]]] = {
    "functions/__init__.py": (
        [],
        ["from .ledger_rebuild import ledger_rebuild", "    ledger_rebuild,"],
    ),
    "functions/cards_charge.py": (
        ["    except inngest.StepError as err:  # error: ING102"],
        ["    except inngest.StepError as err:", "        raise"],
    ),
    "functions/coverage_check.py": (
        ["    medical, dental = await asyncio.gather(  # error: ING501"],
        [
            "    medical, dental, vision = await asyncio.gather(",
            '        "vision": outage(vision) if isinstance(vision, BaseException) else vision,',
        ],
    ),
    "functions/invoices_sync.py": (
        ['            "fetch-invoices",  # error: ING302'],
        ['            "fetch-credit-notes",'],
    ),
    "functions/ledger_rebuild.py": (
        ["async def ledger_rebuild(ctx: inngest.Context) -> None:  # error: ING401"],
        ["async def ledger_rebuild(ctx: inngest.Context) -> None:"],
    ),
    "functions/reports_monthly.py": (
        ['    trigger=inngest.TriggerCron(cron="0 6 1 * *"),  # error: ING201'],
        [
            "    trigger=[",
            '        inngest.TriggerCron(cron="0 6 1 * *"),',
            '        inngest.TriggerEvent(event="reports/monthly.requested"),',
            "    ],",
        ],
    ),
}

FUNCTION_IDS = [
    "cards-charge",
    "coverage-check",
    "invoices-sync",
    "ledger-rebuild",
    "reports-monthly",
]
REGISTERED = {
    "app": [fn_id for fn_id in FUNCTION_IDS if fn_id != "ledger-rebuild"],
    "app_fixed": FUNCTION_IDS,
}


class Demo:
    """One of the two applications, imported, with its client's `send` recorded."""

    def __init__(self, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.package = package
        self.sent: list[inngest.Event] = []
        self.client: inngest.Inngest = self.module("client").inngest_client
        monkeypatch.setattr(self.client, "send", self._send)
        self.http = TestClient(self.module("main").app)

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.{name}")

    async def _send(
        self, events: inngest.Event | list[inngest.Event], **_options: Any
    ) -> list[str]:
        batch = events if isinstance(events, list) else [events]
        self.sent.extend(batch)
        return [f"event-{number}" for number, _ in enumerate(batch)]

    def function(self, fn_id: str) -> inngest.Function[Any]:
        name = fn_id.replace("-", "_")
        function = getattr(self.module(f"functions.{name}"), name)
        assert isinstance(function, inngest.Function)
        return function

    def run(self, fn_id: str, **data: str) -> mocked.Status:
        """Run a function to its end: on demand where there is data, else as the cron does."""
        event = inngest.Event(name="test", data=data)
        if not data:
            event = inngest.Event(name="inngest/scheduled.timer", data={"cron": "* * * * *"})
        client = mocked.Inngest(app_id="billing")
        return mocked.trigger(self.function(fn_id), event, client).status


def load_package(folder: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = module
    spec.loader.exec_module(module)


def forget_package(name: str) -> dict[str, ModuleType]:
    """Take a package and its submodules out of `sys.modules`, and return what was there."""
    loaded = [key for key in sys.modules if key == name or key.startswith(f"{name}.")]
    return {key: sys.modules.pop(key) for key in loaded}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Demo]]:
    monkeypatch.setenv("INNGEST_DEV", "1")
    before: dict[str, dict[str, ModuleType]] = {}

    def start_demo(package: str, folder: Path = FIXTURES) -> Demo:
        before[package] = forget_package(package)
        load_package(folder / package)
        return Demo(package, monkeypatch)

    yield start_demo

    for package, modules in before.items():
        forget_package(package)
        sys.modules.update(modules)


@pytest.fixture(params=["app", "app_fixed"])
def demo(request: pytest.FixtureRequest, start: Callable[..., Demo]) -> Demo:
    return start(request.param)


@pytest.fixture
def fixed(start: Callable[..., Demo]) -> Demo:
    return start("app_fixed")


@pytest.fixture
def faulty(start: Callable[..., Demo]) -> Demo:
    return start("app")


def test_inngest_endpoint_counts_the_registered_functions(demo: Demo) -> None:
    answer = demo.http.get("/api/inngest")

    assert answer.status_code == 200
    assert answer.json()["function_count"] == len(REGISTERED[demo.package])


def test_list_holds_the_registered_functions(demo: Demo) -> None:
    functions = demo.module("functions").FUNCTIONS

    assert [function.local_id for function in functions] == REGISTERED[demo.package]


def test_both_applications_live_side_by_side(faulty: Demo, fixed: Demo) -> None:
    assert faulty.client is not fixed.client
    assert faulty.http.get("/health").json() == fixed.http.get("/health").json()


def test_packages_are_forgotten_after_each_test() -> None:
    assert not [name for name in sys.modules if name.split(".")[0] in REGISTERED]


@pytest.mark.parametrize(
    ("path", "body", "event"),
    [
        ("/invoices/sync", {"since": "2025-03-01"}, "invoices/sync.requested"),
        ("/cards/charge", {"invoice_id": "inv_1001"}, "cards/charge.requested"),
        ("/coverage/check", {"member_id": "mem_ada"}, "coverage/check.requested"),
        ("/reports/monthly", {"month": "2025-03"}, "reports/monthly.requested"),
        ("/ledger/rebuild", {"account_id": "acc_north"}, "ledger/rebuild.requested"),
    ],
)
def test_routes_request_a_run(demo: Demo, path: str, body: dict[str, str], event: str) -> None:
    demo.run("invoices-sync", since="2025-01-01")

    answer = demo.http.post(path, json=body)

    assert (answer.status_code, answer.json()) == (202, {"event_ids": ["event-0"]})
    assert [(sent.name, sent.data) for sent in demo.sent] == [(event, body)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/cards/charge", {"invoice_id": "inv_none"}),
        ("/coverage/check", {"member_id": "mem_none"}),
    ],
)
def test_routes_refuse_what_does_not_exist(demo: Demo, path: str, body: dict[str, str]) -> None:
    assert demo.http.post(path, json=body).status_code == 404
    assert demo.sent == []


@pytest.mark.parametrize("path", ["/coverage/mem_ada", "/reports/monthly/2025-03", "/ledger/acc_x"])
def test_nothing_to_read_before_the_functions_ran(demo: Demo, path: str) -> None:
    assert demo.http.get("/health").json() == {"status": "ok"}
    assert demo.http.get("/invoices").json() == []
    assert demo.http.get(path).status_code == 404


def test_scheduled_runs_of_the_fixed_application(fixed: Demo) -> None:
    for fn_id in (
        "invoices-sync",
        "cards-charge",
        "coverage-check",
        "ledger-rebuild",
        "reports-monthly",
    ):
        assert fixed.run(fn_id) is mocked.Status.COMPLETED, fn_id

    statuses = {row["id"]: row["status"] for row in fixed.http.get("/invoices").json()}
    assert statuses == {"inv_1001": "paid", "inv_1002": "paid", "inv_1003": "open"}
    assert fixed.http.get("/coverage/mem_ben").json() == {
        "medical": {"status": "covered", "detail": "silver"},
        "dental": {"status": "covered", "detail": "basic"},
        "vision": {"status": "unavailable", "detail": "vision: no record of mem_ben"},
    }
    assert fixed.http.get("/ledger/acc_north").json() == {"balance_cents": 80_000}


def test_runs_on_demand_of_the_fixed_application(fixed: Demo) -> None:
    assert fixed.run("invoices-sync", since="2025-03-02") is mocked.Status.COMPLETED
    assert fixed.run("cards-charge", invoice_id="inv_1002") is mocked.Status.COMPLETED
    assert fixed.run("coverage-check", member_id="mem_ada") is mocked.Status.COMPLETED
    assert fixed.run("ledger-rebuild", account_id="acc_south") is mocked.Status.COMPLETED
    assert fixed.run("reports-monthly", month="2025-03") is mocked.Status.COMPLETED

    assert [row["id"] for row in fixed.http.get("/invoices").json()] == ["inv_1002", "inv_1003"]
    assert fixed.http.get("/coverage/mem_ada").json()["vision"]["detail"] == "plus"
    assert fixed.http.get("/coverage/mem_ben").status_code == 404
    assert fixed.http.get("/ledger/acc_south").json() == {"balance_cents": 0}
    assert fixed.http.get("/reports/monthly/2025-03").json() == {
        "month": "2025-03",
        "invoices": 1,
        "open_cents": 0,
        "paid_cents": 4_900,
    }


def test_all_fixes_together_mend_the_faulty_application(
    tmp_path: Path, start: Callable[..., Demo]
) -> None:
    mended = tmp_path / "app"
    shutil.copytree(FAULTY, mended, ignore=shutil.ignore_patterns("__pycache__"))
    ran = run("--fix", "--unsafe-fixes", ".", cwd=mended)
    assert (ran.code, [line.split()[1] for line in ran.findings]) == (1, ["ING501"])
    assert run("--diff", "--unsafe-fixes", ".", cwd=mended) == Ran(0, "", "")

    changes = {f: compare(old, read_tree(mended)[f]) for f, old in read_tree(FAULTY).items()}
    changed = {file for file, change in changes.items() if change != ([], [])}
    assert changed == CORRECTIONS.keys() - {
        "functions/coverage_check.py",  # which of three results is left out is not to be told
        "functions/ledger_rebuild.py",  # it is the list that changes
    }

    demo = start("app", tmp_path)
    assert [function.local_id for function in demo.module("functions").FUNCTIONS] == FUNCTION_IDS
    assert demo.http.get("/api/inngest").json()["function_count"] == len(FUNCTION_IDS)
    assert [len(demo.function(fn_id)._triggers) for fn_id in FUNCTION_IDS] == [2] * 5
    statuses = {}
    for fn_id in ("invoices-sync", *FUNCTION_IDS):
        function = demo.function(fn_id)
        done = execute(function, demo.client, event={"name": "inngest/scheduled.timer"})
        statuses[fn_id] = done.status
    assert statuses == dict.fromkeys(FUNCTION_IDS, "COMPLETED") | {"coverage-check": "FAILED"}


def test_each_fault_is_marked_once() -> None:
    marks = {
        file: [found[1] for line in lines if (found := MARK.search(line))]
        for file, lines in read_tree(FAULTY).items()
    }

    assert {file: codes for file, codes in marks.items() if codes} == {
        file: [code] for file, code in SEEDED.items()
    }
    assert not any("# error" in line for lines in read_tree(FIXED).values() for line in lines)


def test_trees_differ_only_in_the_corrections() -> None:
    faulty, fixed = read_tree(FAULTY), read_tree(FIXED)

    assert faulty.keys() == fixed.keys()
    changes = {file: compare(faulty[file], fixed[file]) for file in faulty}
    assert {file: change for file, change in changes.items() if change != ([], [])} == CORRECTIONS


def read_tree(root: Path) -> dict[str, list[str]]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8").split("\n")
        for path in sorted(root.rglob("*"))
        if path.is_file() and {"__pycache__", DIRECTORY}.isdisjoint(path.parts)
    }


def compare(faulty: list[str], fixed: list[str]) -> tuple[list[str], list[str]]:
    delta = list(difflib.ndiff(faulty, fixed))
    removed = [line[2:] for line in delta if line.startswith("- ")]
    added = [line[2:] for line in delta if line.startswith("+ ")]
    return removed, added


def test_a_line_taken_out_of_the_served_list_is_one_finding(tmp_path: Path) -> None:
    app = tmp_path / "app"
    shutil.copytree(FIXED, app)
    served = app / "functions/__init__.py"
    lines = served.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.remove("    coverage_check,\n")
    served.write_text("".join(lines), encoding="utf-8")
    handler = app / "functions/coverage_check.py"
    row = handler.read_text(encoding="utf-8").splitlines().index(HANDLER) + 1
    expected = (
        f"functions/coverage_check.py:{row}:1: ING401 function 'coverage_check' is in no list that "
        "is served, so it never runs; add it to FUNCTIONS (functions/__init__.py:13)\n"
    )
    for named in (".", "functions/coverage_check.py", "functions/__init__.py"):
        assert run(named, cwd=app).out == f"{expected}Found 1 finding.\n", named
    plugin = ("-m", "flake8", "--isolated", "--select", "ING", "functions/coverage_check.py")
    assert run_python(*plugin, cwd=app).out == expected
