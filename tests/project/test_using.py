"""Which modules may use what another one has: cheap to ask, and told by their texts."""

from __future__ import annotations

import pytest

from tests.project.build import ROOT, project

HELPER = "def sync(ctx): ...\n"
ONES = {
    "from_it": "import inngest\nfrom app.jobs import sync\nsync(1)\n",
    "as_another": "import inngest\nfrom .jobs import sync as work\nwork(1)\n",
    "by_module": "import inngest\nfrom app import jobs\njobs.sync(1)\n",
    "by_package": "import inngest\nimport app\napp.jobs.sync(1)\n",
    "from_a_third": "import inngest\nfrom registry import sync\nsync(1)\n",
    "in_brackets": "import inngest\nfrom app.registry import (  # all\n    a,\n    sync,\n)\n",
    "on_two_lines": "import inngest\nfrom app.registry import a, \\\n    sync\n",
    "of_a_third": "import inngest, registry\nregistry.sync(1)\n",
    "starred": "import inngest\nfrom registry import *\nsync(1)\n",
    "method": "import inngest\ndef f(job): job.sync(1)\n",
    "not_inngest": "from app.jobs import sync\nsync(1)\n",
}
OTHERS = {
    "own": "import inngest\ndef sync(ctx): ...\nsync(1)\n",
    "step": "import inngest\nasync def f(ctx): await ctx.step.sync(1)\n",
    "string": "import inngest\nname = 'sync'\n",
    "longer": "import inngest\nobj.synced(1)\n",
    "not_inngest": "import registry\nregistry.sync(1)\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [*((text, True) for text in ONES.values()), *((text, False) for text in OTHERS.values())],
    ids=[*ONES, *(f"not_{name}" for name in OTHERS)],
)
def test_modules_that_may_use_a_function(text: str, expected: bool) -> None:
    made = project({"app/jobs.py": HELPER, "app/other.py": text, "app/main.py": "import inngest\n"})
    jobs, other = (made.modules.at(ROOT / name) for name in ("app/jobs.py", "app/other.py"))
    assert jobs is not None
    assert (other in made.modules.using(jobs, "sync")) is expected
