"""`json` is for programs: its keys, their order and how it counts do not change."""

from __future__ import annotations

import json

from inngest_lint.finding import Finding, Location, Related
from tests.report.rendered import rendered

FINDING = Finding(
    "ING302",
    "duplicate-step-id",
    "error",
    'step id "é\n" repeats',
    "src/a.py",
    Location(10, 5),
    Location(11, 1),
    (Related("first use", Location(1, 1), Location(1, 4)),),
)


def test_the_shape() -> None:
    assert rendered("json", [FINDING], color=True) == (
        """\
[
  {
    "code": "ING302",
    "name": "duplicate-step-id",
    "kind": "error",
    "message": "step id \\"\\u00e9\\n\\" repeats",
    "filename": "src/a.py",
    "location": {
      "row": 10,
      "column": 5
    },
    "end_location": {
      "row": 11,
      "column": 1
    },
    "fix": null,
    "related": [
      {
        "message": "first use",
        "filename": "src/a.py",
        "location": {
          "row": 1,
          "column": 1
        },
        "end_location": {
          "row": 1,
          "column": 4
        }
      }
    ],
    "url": null
  }
]
"""
    )


def test_findings_in_their_order() -> None:
    other = Finding("ING501", "gather-arity", "error", "m", "b.py", Location(1, 1), Location(1, 2))
    objects = json.loads(rendered("json", [other, FINDING]))
    assert [o["code"] for o in objects] == ["ING501", "ING302"]
    assert objects[0]["related"] == []


def test_no_findings() -> None:
    assert rendered("json", []) == "[]\n"
