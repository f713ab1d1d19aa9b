"""The command line. run.py has made the virtual environment; from here on everything is the product's own."""
import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from app.cli import measuring
from app.cli.output import Failure, say
from app.cli.simulating import Files, InOrder
from app.kernel import logging
from app.kernel.settings import SettingsError, load

DESCRIPTION = "执法链：基层综合行政执法案件办理系统"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python run.py", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter,
                                  epilog="不带命令：准备好一切并启动服务。设置用 ZFL_ 开头的环境变量，见 python run.py settings。")
    subs = top.add_subparsers(dest="command", metavar="命令", title="命令")
    serve = _add(subs, "serve", "commands.serve", "准备数据库、规则包和示范区，启动网页服务（默认命令）")
    serve.add_argument("--steps", type=_step, default=(1, 3), help=argparse.SUPPRESS)
    _add(subs, "test", None, "装好测试所需，跑全部测试；其余参数交给 pytest（由 run.py 办理）")
    _add(subs, "worker", "commands.worker", "只运行后台工作：到期的计时器、案件之间的消息、发往系统外的通知、迁移")
    _add(subs, "migrate", "commands.migrate", "把数据库升级到本版本").add_argument(
        "--new", metavar="NAME", help="开发用：按模型与数据库的差别写一份新的迁移")
    _deploy(subs)
    token = _add(subs, "token", "commands.token", "签发接口令牌，只显示这一次")
    token.add_argument("login", metavar="LOGIN", help="登录名，见 accounts")
    token.add_argument("--label", default="", help="用途，便于以后辨认")
    _add(subs, "accounts", "commands.accounts", "列出登录名、单位和岗位").add_argument("--json", action="store_true", help="给程序读")
    _add(subs, "password", "commands.password", "给一个登录名设新密码（随机生成，显示一次）").add_argument("login", metavar="LOGIN")
    verify = _add(subs, "verify", "commands.verify", "校验留痕是否完整，指出第一条断开的记录")
    verify.add_argument("case", metavar="CASE", nargs="?", help="案件编号或 id；不写就校验全部")
    _stuck(subs, "incidents", "mending.incidents", "列出受阻的环节；排除原因之后重试", "retry", "重试")
    _stuck(subs, "outbox", "mending.parcels", "列出等着送出和停发的通知；重发停发的", "send", "重发")
    _add(subs, "guards", "listing.guards", "列出法定条件：代码、条款、内容、管哪些行为").add_argument("--json", action="store_true")
    _add(subs, "settings", "listing.settings", "列出全部设置和现在的值")
    _simulate(subs)
    _scenarios(subs)
    measuring.add(_add(subs, "bench", None, "测量，各在自己的数据库里"))
    return top


def _add(subs, name: str, run: str | None, meaning: str, **more) -> argparse.ArgumentParser:
    command = subs.add_parser(name, help=meaning, description=meaning, **more)
    command.set_defaults(run=run)
    return command


def _stuck(subs, name: str, run: str, meaning: str, verb: str, word: str) -> None:
    stuck = _add(subs, name, run, meaning)
    stuck.add_argument("action", metavar=f"list|{verb}", choices=["list", verb], nargs="?", default="list", help=f"列出（默认），或者{word}")
    stuck.add_argument("ids", metavar="ID", type=int, nargs="*", help=f"{word}哪几个，编号见列表")
    stuck.add_argument("--all", action="store_true", help=f"全部{word}")
    stuck.add_argument("--json", action="store_true", help="给程序读")


def _deploy(subs) -> None:
    deploy = _add(subs, "deploy", "deploying.deploy", "检查并发布一个目录里的 .bpmn .dmn .form .test")
    deploy.add_argument("folder", metavar="DIR", type=Path, help="目录；含下级目录")
    deploy.add_argument("--only", action="store_true", help="规则包里只有这些文件（默认：叠加在施行那天的规则包上）")
    deploy.add_argument("--from", dest="effective", metavar="YYYY-MM-DD", help="何时起施行，默认今天")
    deploy.add_argument("--label", help="规则包的名称，默认按月编号")
    deploy.add_argument("--revision", metavar="TITLE", help="不直接发布，存为这个名称的修订并提交审批，由另一人批准后发布")
    deploy.add_argument("--as", dest="login", metavar="LOGIN", help="修订由谁提出")


def _simulate(subs) -> None:
    simulate = _add(subs, "simulate", "simulating.simulate", "不用数据库，试走一张流程图，打印轨迹", epilog=(
        "--submit、--message、--signal、--advance 可以写多个，按书写的次序执行。没有人提交的任务就等着；到了时间的定时随即发生。"
        "没有主机的服务不做任何事。不能执行的图以状态 1 结束，问题写在标准错误里。"
        "例：simulate 流程.bpmn 决策.dmn --data '{\"金额\": 200}' --submit 受理='{\"通过\": true}' --advance PT1H"))
    simulate.add_argument("files", metavar="FILE", nargs="*", type=Path, action=Files, help=".bpmn（- 为标准输入），以及它用到的 .bpmn .dmn")
    simulate.add_argument("--process", metavar="ID", help="从哪个流程开始（与它互通消息的池一起开始）；默认第一个不被别的流程调用的，几个池、互通消息的几个流程一起开始")
    simulate.add_argument("--data", metavar="JSON", default="{}", help="开始时的变量；@文件 从文件读")
    simulate.add_argument("--submit", metavar="JSON", action=InOrder, nargs="+", dest="actions", default=None,
                          help='提交任务：{…} 给最早打开的；节点={…} 或 {"task": "节点", "data": {…}} 给指定的；还没有打开就等它打开')
    simulate.add_argument("--message", metavar="NAME=JSON", action=InOrder, nargs="+", dest="actions",
                          help="送来一条消息：名称、名称=内容、名称@键=内容；没有人等就留着，或由它开始流程")
    simulate.add_argument("--signal", metavar="NAME=JSON", action=InOrder, nargs="+", dest="actions", help="发出一个信号，此刻等它的都收到")
    simulate.add_argument("--advance", metavar="PT1H", action=InOrder, nargs="+", dest="actions", help="把时钟拨快，其间到期的定时依次发生")
    simulate.add_argument("--now", metavar="TIME", help="开始的时刻，如 2026-01-05T09:00，默认现在")
    simulate.add_argument("--json", action="store_true", help="给程序读")


def _scenarios(subs) -> None:
    scenarios = _add(subs, "scenarios", "rehearsing.scenarios", "跑场景测试（.test）：一个目录里的，或者现行规则包里的；有一个不符就以状态 1 结束")
    scenarios.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="目录，含下级目录；不写就是现行规则包")
    scenarios.add_argument("--only", metavar="KEY", nargs="+", help="只跑这几个文件")
    scenarios.add_argument("--coverage", action="store_true", help="列出测试走到了多少，哪些没有走到")
    scenarios.add_argument("--verbose", action="store_true", help="通过的也列出来")
    scenarios.add_argument("--json", action="store_true", help="给程序读")


def _step(text: str) -> tuple[int, int]:
    first, _, total = text.partition("/")
    return int(first), int(total)


def main(argv: Sequence[str] | None = None) -> int:
    argv = list(sys.argv[1:] if argv is None else argv)
    args = parser().parse_args(argv or ["serve"])
    if args.run is None:
        say("这个命令请用 python run.py 运行。")
        return 2
    try:
        settings = load()
        logging.configure(settings)
        module, _, name = args.run.rpartition(".")
        # Imported only now: `simulate` and `settings` need neither the database nor the pages.
        return getattr(import_module(f"app.cli.{module}"), name)(settings, args) or 0
    except (Failure, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:         # `… | head` has read enough; what is still buffered must not fail at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
