"""Functions that return what others return, in circles, are resolved in bounded time."""

from __future__ import annotations

from pathlib import Path

from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.project.project import Project
from inngest_lint.project.view import View
from inngest_lint.sdk.names import CONTEXT

ROOT = Path("/project")
MANY = 40


def test_circles_cost_little() -> None:
    code = "import inngest\nclient = inngest.Inngest(app_id='x')\n"
    for number in range(MANY):
        one, other = (number + 1) % MANY, (number + 7) % MANY
        code += f"def f{number}(ctx):\n    if ctx: return f{one}(ctx)\n    return f{other}(ctx)\n"
    code += "def get():\n    if f0(1): return f1(2)\n    return client\n"
    main, module = ROOT / "main.py", ROOT / "circles.py"
    project = Project(ROOT, [main, module], {main: "", module: code})
    found = Elsewhere(View(project, main, ""))
    assert found.returned_chance("circles.f0") is None
    run = found.run("circles.f3", (CONTEXT,), {})
    assert run is not None
    assert not run.summary.steps
    assert not run.summary.returns_client
    assert found.is_client("circles.client") is True
