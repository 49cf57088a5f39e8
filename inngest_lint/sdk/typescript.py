"""Names of the TypeScript SDK, by where they would stand, and what Python has instead."""

from collections.abc import Mapping

from inngest_lint.sdk.names import CLIENT, CONTEXT, CREATE_FUNCTION, STEP, STEP_WAIT_FOR_EVENT

_NOTHING = ""  # this SDK cannot do it under any name

# Attributes, by what they are asked of.
ATTRIBUTES: Mapping[tuple[str, str], str] = {
    (STEP, "waitForEvent"): "wait_for_event",
    (STEP, "sendEvent"): "send_event",
    (STEP, "sleepUntil"): "sleep_until",
    (STEP, "waitForSignal"): _NOTHING,
    (STEP, "sendSignal"): _NOTHING,
    (STEP, "fetch"): _NOTHING,
    (STEP, "realtime"): _NOTHING,
    (CONTEXT, "runId"): "run_id",
    (CLIENT, "createFunction"): "create_function",
}
# Keywords, by what is called.
KEYWORDS: Mapping[tuple[str, str], str] = {
    (CREATE_FUNCTION, "id"): "fn_id",
    (CREATE_FUNCTION, "triggers"): "trigger",
    (CREATE_FUNCTION, "event"): "trigger",
    (CREATE_FUNCTION, "cron"): "trigger",
    (CREATE_FUNCTION, "cancelOn"): "cancel",
    (CREATE_FUNCTION, "cancel_on"): "cancel",
    (CREATE_FUNCTION, "batchEvents"): "batch_events",
    (CREATE_FUNCTION, "onFailure"): "on_failure",
    (CREATE_FUNCTION, "rateLimit"): "rate_limit",
    (STEP_WAIT_FOR_EVENT, "match"): "if_exp",
    (STEP_WAIT_FOR_EVENT, "if_"): "if_exp",
    ("inngest.Inngest", "id"): "app_id",
    ("inngest.Inngest", "appVersion"): "app_version",
    ("inngest.Inngest", "baseUrl"): "api_base_url",
    ("inngest.Inngest", "eventKey"): "event_key",
    ("inngest.Inngest", "isDev"): "is_production",
    ("inngest.Inngest", "signingKey"): "signing_key",
}
# Those of them whose values are something else in Python.
OTHER_VALUES = frozenset({"event", "cron", "match", "isDev"})
