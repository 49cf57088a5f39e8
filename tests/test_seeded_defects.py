"""What is found of the defects that `fixtures/seeded/functions.py` was seeded with."""

from __future__ import annotations

import json

from benchmarks.comparison import SEEDED, defects
from inngest_lint.codes import RULES
from tests.command import run

# What is reported there besides, and why that is right.
BESIDE = {
    (27, "ING101"): "f tells nobody when it fails",
    (31, "ING102"): "the bare `except` swallows a failed step as well",
    (74, "ING202"): "h has no cron",
    (75, "ING101"): "h tells nobody when it fails",
    (79, "ING202"): "i has no cron",
    (80, "ING101"): "i tells nobody when it fails",
    (81, "ING607"): "i is async after all, and so is its step",
}
# No defects to the SDK, which says so in the proof of ING611, or to a rule that there is.
NONE = {(75, "ING611"), (69, "ING704")}


def test_each_defect_whose_rule_exists_is_found() -> None:
    seeded = {(each.row, each.code) for each in defects(SEEDED.read_text())}
    wanted = {each for each in seeded - NONE if each[1] in RULES}
    ran = run(SEEDED.name, "--output-format", "json", cwd=SEEDED.parent)
    found = {(each["location"]["row"], each["code"]) for each in json.loads(ran.out)}
    assert found == wanted | BESIDE.keys()
