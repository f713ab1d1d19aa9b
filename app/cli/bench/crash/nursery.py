"""Starts the server and the worker as one process group, again and again, within milliseconds: a process that has imported everything
waits and forks. What it forks runs the commands `serve` and `worker` as a shell would start them."""
import os
import signal
import sys
import traceback
from argparse import Namespace

from app.cli import commands
from app.cli.serving import serve as _imported  # noqa: F401 because a start must not wait for it
from app.kernel import logging
from app.kernel.settings import load


def main() -> None:
    """On each line read: a new group; its id is the answer."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)       # whoever is killed leaves no zombie
    for _line in sys.stdin:
        leader = _born(commands.serve)
        _born(commands.worker, leader)
        print(leader, flush=True)


def _born(command, group: int = 0) -> int:
    """A child that carries out the command, in its own process group or in this one."""
    child = os.fork()
    if child:
        os.setpgid(child, group or child)       # here and there: whoever comes first, no kill may miss it
        return child
    os.setpgid(0, group)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(os.environ["ZFL_TEST_CRASH_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        settings = load()
        logging.configure(settings)
        command(settings, Namespace(steps=(1, 3)))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
