"""How long to wait before trying again what failed."""
import random
from datetime import timedelta


def pause(failures: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """The pause after so many failures in a row (1, 2, …): twice as long each time, at most `longest`, and up to half as much again by
    chance, so that many that failed together do not come back together."""
    doubled = first * 2 ** min(failures - 1, 30)
    return min(doubled, longest) * (1 + random.random() / 2)
