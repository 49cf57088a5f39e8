"""What travels between the SDK and the Inngest server, as small values."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, NoReturn

from inngest._internal import server_lib


@dataclasses.dataclass(frozen=True)
class Failure:
    """An error as it crosses the wire (sdk: `comm_lib/models.py`, `ErrorData`)."""

    name: str
    message: str
    code: str = dataclasses.field(default="", compare=False)

    @classmethod
    def from_wire(cls, error: Mapping[str, Any]) -> "Failure":
        return cls(error.get("name") or "", error.get("message") or "", error.get("code") or "")


@dataclasses.dataclass(frozen=True)
class Op:
    """One entry of a 206 response (sdk: `step_lib/base.py`, `StepInfo`)."""

    hashed_id: str
    code: server_lib.Opcode
    step_id: str
    index: int | None
    data: object
    error: Mapping[str, Any] | None

    @classmethod
    def from_wire(cls, op: Mapping[str, Any]) -> "Op":
        return cls(
            hashed_id=op["id"],
            code=server_lib.Opcode(op["op"]),
            step_id=op["displayName"],
            index=op["userland"]["index"],
            data=op.get("data"),
            error=op.get("error"),
        )

    @property
    def name(self) -> str:
        return f"{self.step_id}:{self.index}" if self.index else self.step_id


class UnreadableResponseError(Exception):
    """The server could not parse the response."""


def parse_ops(body: bytes) -> list[Op]:
    """Parse as strictly as the server (srv: `httpdriver/parse.go`), where NaN is no number."""
    try:
        ops = json.loads(body, parse_constant=_refuse_constant)
    except ValueError as error:
        raise UnreadableResponseError(str(error)) from error
    return [Op.from_wire(op) for op in ops]


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def shown(memo: object) -> object:
    """A memo as a proof wants to compare it."""
    if isinstance(memo, dict) and set(memo) == {"data"}:
        return memo["data"]
    if isinstance(memo, dict) and set(memo) == {"error"}:
        return Failure.from_wire(memo["error"])
    return memo
