"""`scenarios`: play the scenario tests of a folder, or of the bundle in force, and say what differs and what no test reaches."""
import json
from pathlib import Path

from app.cli.output import Failure, columns, problems, say

ENDINGS = (".bpmn", ".dmn", ".form", ".test")
FOLDERS = ("processes", "rules", "forms")


def scenarios(settings, args) -> int:
    from app.engine.contract import BundleRefused

    only = {f"{key.removesuffix('.test')}.test" for key in args.only or []} or None
    try:
        report, files = _of_folder(args.folder, only) if args.folder else _in_force(settings, only)
    except BundleRefused as refused:
        problems(refused.problems)
        return 1
    (_as_json if args.json else _as_text)(report, files, args)
    return 0 if report.passed else 1


def _of_folder(folder: Path, only):
    """Without a database: sample periods. Of one of the product's own folders the others are taken along."""
    from app.definitions.scenarios import run

    if not folder.is_dir():
        raise Failure(f"没有目录 {folder}。")
    own = FOLDERS if folder.resolve().name in FOLDERS else ()
    places = [*(folder.resolve().parent / name for name in own), folder]
    files = {path.name: path.read_bytes() for place in places for path in sorted(place.rglob("*")) if path.suffix in ENDINGS}
    return run(_with_tests(files, only), only=only), files


def _in_force(settings, only):
    """The bundle in force, with the district's own periods and calendar."""
    from app.cases.known import known
    from app.cli.preparing import open_database
    from app.definitions import queries
    from app.definitions.scenarios import run
    from app.kernel.clock import local, utcnow

    now = utcnow()
    with open_database(settings).read() as session:
        files = queries.contents(session, queries.current(session, local(now).date()).id)
        return run(_with_tests(files, only), known(session, now), only=only), files


def _with_tests(files: dict[str, bytes], only) -> dict[str, bytes]:
    if not any(name.endswith(".test") and (only is None or name in only) for name in files):
        raise Failure("这里没有场景测试（.test 文件）。")
    return files


def _as_json(report, files, _args) -> None:
    from app.definitions.scenarios.telling import told

    say(json.dumps(told(report, files), ensure_ascii=False))


def _as_text(report, files, args) -> None:
    from app.definitions.scenarios.coverage import of_processes, of_tables

    problems(report.problems)
    for result in report.results:
        if args.verbose or not result.passed:
            say(f"{'通过' if result.passed else '不符'}  {result.file}  {result.name}")
        for difference in result.differences:
            say(f"      {difference.sentence}")
    for file in report.unplayed:
        say(f"没有跑完  {file}：测试太多或者太慢")
    failed = sum(not result.passed for result in report.results)
    say(f"{len(report.results)} 个测试，{f'{failed} 个不符' if failed else '全部通过'}。")
    if args.coverage:
        reaches = [*of_processes(report.bundle, report.coverage), *of_tables(report.bundle, report.coverage, files)]
        columns([(reach.file, f"{reach.reached}/{reach.total}", _missing(reach)) for reach in reaches])


def _missing(reach) -> str:
    unreached = [name for _id, name in reach.missing]
    flows = [name for _id, name in reach.flows_missing]
    return "；".join(part for part in (f"没有走到：{'、'.join(unreached)}" if unreached else "", f"没有走过：{'、'.join(flows)}" if flows else "") if part)
