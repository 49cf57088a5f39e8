"""The HTTP boundary of a run: Inngest's event API is answered here, nothing leaves the process.

`Inngest.send` and `send_sync` build an `httpx.Request` and pass it to an `httpx` client
(sdk: `_internal/client_lib/client.py`, `_internal/net.py`). The transport below that client is
replaced, so building the request, the retries and reading the response stay the SDK's own code.
"""

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from unittest import mock

import httpx
from inngest._internal import server_lib


class UnexpectedRequestError(Exception):
    """A function under test tried to reach something other than Inngest's event API."""


@dataclasses.dataclass
class EventAPI:
    """Accepts every event as the Inngest server would, and remembers it."""

    events: list[dict[str, object]] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)

    def respond(self, request: httpx.Request) -> httpx.Response:
        if not _sends_events(request):
            self.refused.append(f"{request.method} {request.url}")
            raise httpx.ConnectError("no network in a proof", request=request)
        events = json.loads(request.content)
        first = len(self.events)
        self.events.extend(events)
        ids = [f"sent-{first + index}" for index in range(len(events))]
        return httpx.Response(200, json={"ids": ids, "status": 200}, request=request)


def _sends_events(request: httpx.Request) -> bool:
    """Events go to `POST /e/{event key}` (sdk: `client.py`, `_build_send_request`).

    The host is not compared: a module may send with more than one client.
    """
    return (
        request.method == "POST"
        and request.url.path.startswith("/e/")
        and server_lib.HeaderKey.SDK.value in request.headers
    )


@contextlib.contextmanager
def event_api() -> Iterator[EventAPI]:
    """Answer every HTTP request of the process from an `EventAPI`.

    The transport classes are patched, not one client's transport, so that clients created inside
    a function, and the synchronous client that the SDK uses in foreign threads, are covered too.
    """
    api = EventAPI()

    def handle_request(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return api.respond(request)

    async def handle_async_request(
        _: httpx.AsyncHTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        return api.respond(request)

    with (
        mock.patch.object(httpx.HTTPTransport, "handle_request", handle_request),
        mock.patch.object(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request),
    ):
        yield api
