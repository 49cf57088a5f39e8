"""Calls that wait: they hold the worker of a function, or stop all others of its event loop."""

from __future__ import annotations

SLEEPS = frozenset(
    "time.sleep asyncio.sleep anyio.sleep trio.sleep gevent.sleep eventlet.sleep".split()
)

_VERBS = "get post put patch delete head options request".split()
_QUERIES = "commit delete execute flush get merge refresh rollback scalar scalars".split()


def _methods(owners: str, names: list[str]) -> list[str]:
    return [f"{owner}.{name}" for owner in owners.split() for name in names]


# Calls that keep an event loop from going on until they are done.
_CALLS = frozenset(
    [
        *_methods("requests requests.Session() httpx httpx.Client()", _VERBS),
        *_methods("requests.Session() httpx.Client()", ["send"]),
        *_methods("sqlalchemy.orm.Session() sqlmodel.Session()", _QUERIES),
        *(
            "httpx.stream httpx.Client().stream urllib.request.urlopen urllib.request.urlretrieve "
            "urllib3.request urllib3.PoolManager().request http.client.HTTPConnection().request "
            "http.client.HTTPConnection().getresponse http.client.HTTPSConnection().request "
            "http.client.HTTPSConnection().getresponse psycopg.connect psycopg2.connect "
            "pymysql.connect MySQLdb.connect sqlite3.connect sqlmodel.Session().exec "
            "sqlalchemy.create_engine().connect sqlalchemy.create_engine().begin "
            "smtplib.SMTP().send_message smtplib.SMTP().sendmail smtplib.SMTP_SSL().send_message "
            "smtplib.SMTP_SSL().sendmail litellm.completion litellm.embedding "
            "subprocess.run subprocess.call subprocess.check_call subprocess.check_output "
            "subprocess.getoutput subprocess.Popen().communicate subprocess.Popen().wait os.system "
            "time.sleep"
        ).split(),
    ]
)
# Clients whose methods, and those of what hangs on them, all ask a server …
_CLIENTS = tuple(
    f"{maker}()."
    for maker in (
        "redis.Redis redis.StrictRedis redis.from_url redis.Redis.from_url boto3.client "
        "openai.OpenAI openai.AzureOpenAI anthropic.Anthropic groq.Groq pymongo.MongoClient"
    ).split()
)
# … but for those that only make ready what does.
_LOCAL = frozenset(
    "aggregate close copy find generate_presigned_post generate_presigned_url get_paginator "
    "get_waiter lock pipeline pubsub register_script stream with_options with_raw_response".split()
)
# Clients whose queries are put together first, and sent by their last call.
_BUILDERS = ("supabase.create_client().", "supabase.Client().")


def blocks(symbol: str) -> bool:
    """Whether calling `symbol` keeps the thread waiting for what is outside the process."""
    if symbol in _CALLS:
        return True
    if symbol.startswith(_BUILDERS):
        return symbol.endswith(".execute")
    if not symbol.startswith(_CLIENTS):
        return False
    path = symbol.partition("().")[2]
    return "(" not in path and _LOCAL.isdisjoint(path.split("."))
