"""What `bench` can be asked for. Each bench is a function of settings and arguments; `run` names it below app.cli."""
import argparse
from pathlib import Path

SERVER = "PostgreSQL 服务的地址，在其上另建一个库，用完删除（默认：临时目录里的 SQLite）"


def add(bench: argparse.ArgumentParser) -> None:
    kinds = bench.add_subparsers(dest="what", metavar="项目", title="项目", required=True)
    _chain12(kinds)
    _seed(kinds)
    _flat(kinds)
    _crash(kinds)
    _timers(kinds)
    _migrate(kinds)


def _kind(kinds, name: str, run: str, meaning: str, server: str = SERVER) -> argparse.ArgumentParser:
    kind = kinds.add_parser(name, help=meaning, description=meaning)
    kind.set_defaults(run=run)
    kind.add_argument("--database", metavar="URL", help=server)
    return kind


def _chain12(kinds) -> None:
    chain = _kind(kinds, "chain12", "bench.run", "一条用户任务链，逐件开始、逐项办完，打印速度、语句数和大小")
    chain.add_argument("--file", metavar="PATH", type=Path, help="换一张同类的流程图（默认：自带的 12 项任务）")
    chain.add_argument("--cases", metavar="N", type=positive, default=30, help="每轮多少件，默认 30")
    chain.add_argument("--runs", metavar="N", type=positive, default=3, help="多少轮，取中位数，默认 3")
    chain.add_argument("--http", action="store_true", help="再经网页服务测一遍：另起一个服务进程，经接口和网页表单提交")
    chain.add_argument("--json", action="store_true", help="给程序读")


def _seed(kinds) -> None:
    seed = _kind(kinds, "seed", "bench.seed.run", "生成一个有大量案件的数据库：真实办过的样板案件，成批复制；中断后再运行就接着做",
                 "PostgreSQL 服务的地址，在其上另建一个库 zfl_bench_seed（默认：SQLite 文件）")
    seed.add_argument("--cases", metavar="N", type=positive, default=1_000_000, help="多少件，默认 1000000")
    seed.add_argument("--file", metavar="PATH", type=Path, help="SQLite 文件，默认 bench-seed.sqlite3")
    seed.add_argument("--plays", metavar="N", type=positive, default=90, help="样板案件多少组，默认 90")


def _flat(kinds) -> None:
    flat = _kind(kinds, "flat", "bench.flat.run", "同样的页面和办理，在小库和满库里各要多久；很长的循环和很宽的多实例，每步要多久",
                 "PostgreSQL 服务的地址，在其上另建几个库，用完删除（默认：SQLite 文件）")
    flat.add_argument("--sizes", metavar="N,N", type=sizes, default=[10_000, 1_000_000], help="各多少件，默认 10000,1000000")
    flat.add_argument("--rounds", metavar="N", type=positive, default=60, help="每个问题问多少次，默认 60")
    flat.add_argument("--plays", metavar="N", type=positive, default=90, help="样板案件多少组，默认 90")
    flat.add_argument("--folder", metavar="DIR", type=Path, help="数据库放在这里并保留，下次再用（默认：临时目录，用完删除）")
    flat.add_argument("--keep", action="store_true", help="服务器上的库保留，下次再用")
    flat.add_argument("--only", choices=["pages", "engine"], help="只测一半：页面，或者引擎")
    flat.add_argument("--json", action="store_true", help="给程序读")


def _crash(kinds) -> None:
    crash = _kind(kinds, "crash", "bench.crash.run", "服务和后台在负载下被 kill -9，重启后核对：确认过的没有丢、没有重，每件案件都能接着办")
    crash.add_argument("--rounds", metavar="N", type=positive, default=20, help="杀多少次，默认 20")
    crash.add_argument("--seed", metavar="N", type=int, help="随机数种子，默认随机")
    crash.add_argument("--json", action="store_true", help="给程序读")


def _timers(kinds) -> None:
    timers = _kind(kinds, "timers", "bench.timers.run", "大量定时待到期，一批在同一秒到期，几个后台进程：各发生一次，最后一个多久")
    timers.add_argument("--cases", metavar="N", type=positive, default=100_000, help="待到期的定时，默认 100000")
    timers.add_argument("--due", metavar="N", type=positive, default=10_000, help="同一秒到期的定时，默认 10000")
    timers.add_argument("--workers", metavar="N", type=positive, default=4, help="后台进程，默认 4")
    timers.add_argument("--json", action="store_true", help="给程序读")


def _migrate(kinds) -> None:
    migrate = _kind(kinds, "migrate", "bench.migrating.run", "在办案件迁到新的规则包：试算、迁移、全部收回各要多久，后台途中被 kill -9，核对每件恰好一次")
    migrate.add_argument("--cases", metavar="N", type=positive, default=10_000, help="在办案件，默认 10000")
    migrate.add_argument("--workers", metavar="N", type=positive, default=2, help="后台进程，默认 2")
    migrate.add_argument("--kills", metavar="N", type=int, default=2, help="途中杀多少次，默认 2")
    migrate.add_argument("--json", action="store_true", help="给程序读")


def sizes(text: str) -> list[int]:
    return [positive(part) for part in text.split(",")]


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("要是正整数")
    return number
