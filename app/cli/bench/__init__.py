"""`bench`: measure the product at work on a plain chain of user tasks. Figures, never pass or fail."""
import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.cases.running import LIVE
from app.cli.bench import chain, over_http, report
from app.cli.bench.measuring import Bench, median
from app.cli.output import Failure, say
from app.kernel.database import Database

CHAIN12 = Path(__file__).with_name("chain12.bpmn")
OWN_DATABASE = "zfl_bench"


def run(settings, args) -> None:
    path = args.file or CHAIN12
    diagram = _read(path)
    with _database(args.database) as database:
        bench = Bench(database, diagram)
        bench.prepare()
        warm = _runs(bench, args, settings.live_cases)
        cold = _runs(bench, args, 0)
        LIVE.resize(settings.live_cases)
        http = over_http.measure(bench, _read(path, form=True), args.cases, args.runs) if args.http else {}
    result = {"median": median(warm), "cold": median(cold),
              "runs": [{"mode": mode, **figures} for mode, runs in (("median", warm), ("cold", cold)) for figures in runs]} | ({"http": http} if http else {})
    say(json.dumps(result) if args.json else report.table(result, database.url.get_backend_name(), diagram.tasks, args))


def _runs(bench: Bench, args, live_cases: int) -> list[dict[str, float]]:
    """Runs with so many live instances kept; 0: each step loads its case from the database."""
    LIVE.resize(live_cases)
    return [bench.run(args.cases) for _ in range(args.runs)]


def _read(path: Path, form: bool = False) -> chain.Diagram:
    try:
        return chain.adapt(path.read_bytes(), form)
    except OSError as error:
        raise Failure(f"不能读取 {path}：{error.strerror}。") from error
    except chain.NotAChain as error:
        raise Failure(f"{path} 不能用来测量：{error}。") from error


@contextmanager
def _database(url: str | None):
    """A database of the bench's own, gone afterwards: nothing that is there already is touched."""
    if url is None:
        with TemporaryDirectory(prefix="zfl-bench-") as folder:
            yield from _opened(f"sqlite:///{folder}/bench.db")
        return
    if make_url(url).get_backend_name() != "postgresql":
        raise Failure("--database 只用于 PostgreSQL（postgresql+psycopg://…）；SQLite 不写 --database 即可。")
    server = Database(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    _on_server(server, f"DROP DATABASE IF EXISTS {OWN_DATABASE}", f"CREATE DATABASE {OWN_DATABASE}")
    try:
        yield from _opened(make_url(url).set(database=OWN_DATABASE))
    finally:
        _on_server(server, f"DROP DATABASE {OWN_DATABASE}")


def _opened(url):
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _on_server(server: Database, *statements: str) -> None:
    try:
        with server.engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except OperationalError as error:
        raise Failure(f"连不上数据库：{error.orig}。") from error
