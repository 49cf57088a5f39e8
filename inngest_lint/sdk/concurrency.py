"""Calls that run what they are given beside the code that makes them: in tasks, loops, threads."""

from inngest_lint.sdk.python import FUNCTION_AT, RUNNERS, TASKS

_LOOPS = ("asyncio.get_event_loop()", "asyncio.get_running_loop()", "asyncio.new_event_loop()")

# Their first argument is a coroutine, which becomes a task.
TASK_MAKERS = TASKS.union(
    {f"{loop}.create_task" for loop in _LOOPS},
    {"asyncio.TaskGroup().create_task"},
)
# Their first argument holds awaitables, which all start.
ALL_AT_ONCE = frozenset({"asyncio.as_completed", "asyncio.wait"})
# Their first argument is a coroutine, which an event loop of its own runs to the end.
LOOP_RUNNERS = RUNNERS.union(
    {f"{loop}.run_until_complete" for loop in _LOOPS}, {"asyncio.Runner().run"}
)

_POOLS = (
    "concurrent.futures.ThreadPoolExecutor()",
    "concurrent.futures.thread.ThreadPoolExecutor()",
)
_MULTIPROCESSING = ("multiprocessing.pool.ThreadPool()", "multiprocessing.dummy.Pool()")

# They run a function in a thread or a task of its own: where among the arguments it stands, and
# what it is called there.
FUNCTION_RUNNERS = {
    **{name: (at, "func") for name, at in FUNCTION_AT.items() if name != "functools.partial"},
    **{f"{loop}.run_in_executor": (1, "func") for loop in _LOOPS},
    **{f"{pool}.{method}": (0, "fn") for pool in _POOLS for method in ("submit", "map")},
    **{
        f"{pool}.{method}": (0, "func")
        for pool in _MULTIPROCESSING
        for method in "apply apply_async imap imap_unordered map map_async starmap".split()
    },
    "threading.Thread": (1, "target"),
    "threading.Timer": (1, "function"),
    "anyio.create_task_group().start_soon": (0, "func"),
    "trio.open_nursery().start_soon": (0, "async_fn"),
}
