"""Calls that reach out of the process, or change what outlives a request.

What stands outside a step runs once in every request: these must stand inside one. A name is that
of a call; one that ends in `.` stands for everything below it.
"""

from __future__ import annotations

from collections.abc import Mapping

HTTP = "an HTTP request"
DATABASE = "work on a database"
CACHE = "work on a cache"
CLOUD = "a call of a cloud service"
MAIL = "a mail"
PROCESS = "another process"
LANGUAGE_MODEL = "a call of a language model"
FILE = "a change of a file"
QUEUE = "a job for a queue"

_VERBS = "get post put patch delete head options request send stream".split()
_SESSION = "add add_all commit delete execute flush merge refresh scalar scalars".split()
_SESSIONS = (
    "orm.Session()",
    "orm.sessionmaker()()",
    "orm.sessionmaker().begin()",
    "orm.scoped_session()()",
    "ext.asyncio.AsyncSession()",
    "ext.asyncio.async_sessionmaker()()",
    "ext.asyncio.async_sessionmaker().begin()",
)


def _each(meaning: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(" ".join(names).split(), meaning)


SIDE_EFFECTS: Mapping[str, str] = {
    **_each(
        HTTP,
        *(f"{maker}{verb}" for maker in ("requests.", "requests.Session().") for verb in _VERBS),
        *(
            f"httpx.{maker}{verb}"
            for maker in ("", "Client().", "AsyncClient().")
            for verb in _VERBS
        ),
        *(f"aiohttp.ClientSession().{verb}" for verb in _VERBS),
        "aiohttp.request urllib.request.urlopen urllib.request.urlretrieve urllib3.request",
        "urllib3.PoolManager().request http.client.HTTPSConnection().request",
        "http.client.HTTPConnection().request",
    ),
    **_each(
        DATABASE,
        *(f"sqlalchemy.{maker}.{name}" for maker in _SESSIONS for name in _SESSION),
        *(f"sqlmodel.Session().{name}" for name in (*_SESSION, "exec")),
        "sqlalchemy.create_engine().connect sqlalchemy.create_engine().begin",
        "sqlalchemy.create_engine().connect().execute psycopg.connect",
        "psycopg.AsyncConnection.connect psycopg2.connect asyncpg.connect asyncpg.create_pool",
        "sqlite3.connect aiosqlite.connect",
        "pymongo.MongoClient(). motor.motor_asyncio.AsyncIOMotorClient().",
        "django.db.transaction.atomic django.db.connection.cursor django.db.models.Model().save",
        "django.db.models.Model().delete django.db.models.Model.objects.",
        "supabase.create_client(). supabase.create_async_client(). supabase.Client().",
        "supabase.AsyncClient().",
    ),
    **_each(
        CACHE,
        "redis.Redis(). redis.StrictRedis(). redis.from_url(). redis.asyncio.Redis().",
        "redis.asyncio.from_url(). redis.Redis.from_url(). redis.asyncio.Redis.from_url().",
        "django.core.cache.cache. aiocache.Cache().",
    ),
    **_each(
        CLOUD,
        "boto3.client(). boto3.resource(). boto3.Session(). boto3.session.Session().",
        "aioboto3.Session(). google.cloud.storage.Client(). google.cloud.pubsub_v1.",
        "google.cloud.bigquery.Client(). azure.storage.blob.BlobServiceClient(). stripe.",
        "twilio.rest.Client(). slack_sdk.WebClient(). slack_sdk.web.async_client.AsyncWebClient().",
    ),
    **_each(
        MAIL,
        "smtplib.SMTP(). smtplib.SMTP_SSL(). aiosmtplib.send aiosmtplib.SMTP().",
        "django.core.mail.send_mail django.core.mail.send_mass_mail django.core.mail.mail_admins",
        "django.core.mail.EmailMessage().send django.core.mail.EmailMultiAlternatives().send",
        "resend.Emails.send sendgrid.SendGridAPIClient(). postmarker.core.PostmarkClient().",
    ),
    **_each(
        PROCESS,
        "subprocess.run subprocess.call subprocess.check_call subprocess.check_output",
        "subprocess.Popen subprocess.getoutput os.system os.popen os.kill os.fork",
        "asyncio.create_subprocess_exec asyncio.create_subprocess_shell",
    ),
    **_each(
        LANGUAGE_MODEL,
        "openai.OpenAI(). openai.AsyncOpenAI(). openai.AzureOpenAI(). openai.AsyncAzureOpenAI().",
        "anthropic.Anthropic(). anthropic.AsyncAnthropic(). mistralai.Mistral(). cohere.Client().",
        "google.generativeai.GenerativeModel(). google.genai.Client(). groq.Groq().",
        "litellm.completion litellm.acompletion langchain_openai.ChatOpenAI().",
        "langchain_anthropic.ChatAnthropic(). ollama.chat ollama.generate",
    ),
    **_each(
        FILE,
        "pathlib.Path().write_text pathlib.Path().write_bytes pathlib.Path().unlink",
        "pathlib.Path().mkdir pathlib.Path().rename pathlib.Path().replace pathlib.Path().touch",
        "pathlib.Path().rmdir os.remove os.unlink os.rename os.replace os.makedirs os.mkdir",
        "os.rmdir shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move",
        "shutil.rmtree aiofiles.open",
    ),
    **_each(QUEUE, "celery.shared_task(). rq.Queue().enqueue arq.create_pool().enqueue_job"),
}
# The packages of all of these: most symbols are of none of them.
_PACKAGES = frozenset(name.partition(".")[0] for name in SIDE_EFFECTS)
# What `open` does to a file is told by its mode.
OPEN = frozenset({"builtins.open", "io.open", "pathlib.Path().open"})
CHANGING_MODES = frozenset("wax+")
# Methods that only let go what this process holds, of whatever they are, …
_CLOSING = "aclose close disconnect shutdown"
# … and those that only make ready what reaches out later.
_PREPARING = (
    "all annotate blob bucket client construct_event dataset defer distinct exclude filter "
    "generate_presigned_post generate_presigned_url get_blob_client get_collection "
    "get_container_client get_database get_default_database get_paginator get_queue_client "
    "get_waiter job_path lock only order_by paginate pipeline prefetch_related pubsub "
    "register_script resource reverse schema select_for_update select_related subscription_path "
    "table_path topic_path using values values_list with_options with_raw_response "
    "with_streaming_response"
)
_LOCAL = frozenset(f"{_CLOSING} {_PREPARING}".split())
# Clients whose queries are put together first, and sent by their last call; but for these parts.
_BUILDERS = tuple(
    f"supabase.{maker}()."
    for maker in ("create_client", "create_async_client", "Client", "AsyncClient")
)
_UNBUILT = (".auth.", ".functions.", ".storage.")


def side_effect_of(symbol: str) -> str | None:
    """What calling `symbol` reaches outside the process; None if nothing is known."""
    parts = symbol.split(".")
    if parts[0] not in _PACKAGES:
        return None
    found = SIDE_EFFECTS.get(symbol)
    if found is None and not _is_local(symbol, parts[-1]):
        prefixes = (".".join(parts[:count]) + "." for count in range(len(parts) - 1, 0, -1))
        found = next((SIDE_EFFECTS[each] for each in prefixes if each in SIDE_EFFECTS), None)
    return found


def _is_local(symbol: str, name: str) -> bool:
    """Whether calling something of a client only makes an object; that of a class always does."""
    if name in _LOCAL or name[:1].isupper():
        return True
    is_built = symbol.startswith(_BUILDERS) and not any(part in symbol for part in _UNBUILT)
    return (is_built and name != "execute") or name == "from_"
