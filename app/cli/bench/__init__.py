"""`bench`: measure the product at work on a plain chain of user tasks. Figures, never pass or fail."""
import json
from pathlib import Path

from app.cases.running import LIVE
from app.cli.bench import chain, over_http, places, report
from app.cli.bench.measuring import Bench, median
from app.cli.output import Failure, say

CHAIN12 = Path(__file__).with_name("chain12.bpmn")
OWN_DATABASE = "zfl_bench"


def run(settings, args) -> None:
    path = args.file or CHAIN12
    diagram = _read(path)
    with places.own(args.database, OWN_DATABASE) as database:
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
