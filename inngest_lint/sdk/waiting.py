"""Calls that wait: they hold the worker of a function, or stop all others of its event loop."""

SLEEPS = frozenset(
    "time.sleep asyncio.sleep anyio.sleep trio.sleep gevent.sleep eventlet.sleep".split()
)

# Calls that keep an event loop from going on until they are done; one that ends in `.` stands for
# everything below it.
_BLOCKING = (
    "requests. urllib.request. urllib3. http.client. "
    "httpx.get httpx.post httpx.put httpx.patch httpx.delete httpx.head httpx.options "
    "httpx.request httpx.stream httpx.Client(). "
    "psycopg2. psycopg.connect sqlite3. pymongo.MongoClient(). pymysql. MySQLdb. "
    "sqlalchemy.orm.Session(). sqlmodel.Session(). sqlalchemy.create_engine(). "
    "redis.Redis(). redis.StrictRedis(). redis.from_url(). redis.Redis.from_url(). "
    "boto3. smtplib. supabase.create_client(). supabase.Client(). "
    "openai.OpenAI(). openai.AzureOpenAI(). anthropic.Anthropic(). litellm.completion "
    "subprocess.run subprocess.call subprocess.check_call subprocess.check_output "
    "subprocess.getoutput os.system time.sleep"
)
_NAMES = frozenset(name for name in _BLOCKING.split() if not name.endswith("."))
_PREFIXES = tuple(name for name in _BLOCKING.split() if name.endswith("."))


def blocks(symbol: str) -> bool:
    """Whether calling `symbol` keeps the thread waiting for what is outside the process."""
    return symbol in _NAMES or symbol.startswith(_PREFIXES)
