"""Attacks run where they can do no harm: a process of their own with little memory and a clock over each attempt.

`python -m tests.attacks.confined TABLE` tries every attack of a table and prints {name: [outcome, seconds]} as JSON, and under ""
the megabytes that the process grew by.
"""
import json
import resource
import signal
import subprocess
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1_500_000_000      # bytes of address space: what one upload may never need
SECONDS = 20                # for one attempt: what is still at work then hangs


class Hanging(BaseException):
    """Not an Exception, so that nothing on the way catches it."""


def _stop(*_args):
    raise Hanging


@cache
def outcomes(table: str) -> dict:
    """What became of each attack of `tests.attacks.<table>.ATTACKS`, from one confined process."""
    done = subprocess.run([sys.executable, "-m", "tests.attacks.confined", table], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _attempt(attack) -> list:
    signal.alarm(SECONDS)
    started = time.process_time()
    try:
        outcome = attack()
    except Hanging:
        outcome = "hangs"
    except MemoryError:
        outcome = "out of memory"
    except Exception as error:      # whatever is not a refusal is what this looks for
        outcome = f"crash: {type(error).__name__}: {error}"[:300]
    signal.alarm(0)
    return [outcome, time.process_time() - started]


def main(table: str):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _stop)
    attacks = import_module(f"tests.attacks.{table}").ATTACKS
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {name: _attempt(attack) for name, attack in attacks.items()}
    found[""] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
