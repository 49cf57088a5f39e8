"""Libraries that run a function again when it fails."""

# Decorators, with arguments or without, and what gives an attempt to each turn of a loop.
_DECORATORS = (
    "tenacity.retry backoff.on_exception backoff.on_predicate stamina.retry retrying.retry "
    "retry.retry retry2.retry"
)
RETRYING = frozenset(_DECORATORS.split()) | frozenset(f"{n}()" for n in _DECORATORS.split())
ATTEMPTS = frozenset({"tenacity.Retrying()", "tenacity.AsyncRetrying()", "stamina.retry_context()"})
