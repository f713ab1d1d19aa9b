"""Whatever order acts are tried in (jumps, returns, repetitions), a decision that stands has its lawful predecessors."""
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from tests.acts.support import POINTS, Office

TRIES = {
    "prepare": lambda o, n: o.prepare(),
    "file": lambda o, n: o.act("organ_head", "file_case", approved=("agree", "refuse")[n % 2], refuse_reason="不符合"),
    "report": lambda o, n: o.report(complex_case=n % 2 == 0),
    "tell": lambda o, n: o.tell(fine=1000 * (n + 1), new_facts_reason="新的事实" if n == 3 else None),
    "hear": lambda o, n: o.hear(hearing_requested=n == 0),
    "hold": lambda o, n: o.act("hearing_chair", "hold_hearing", held_on="2026-11-23", chair_opinion="清楚", record_signed=n > 0),
    "review": lambda o, n: o.review(opinion=("agree", "correct")[n == 0], points=POINTS),
    "discuss": lambda o, n: o.discuss(conclusion=("approve", "return")[n == 0]),
    "decide": lambda o, n: o.decide(amount=1000 * (n + 1)),
}
# a lawful order first, so that many runs reach a decision; then anything
LAWFUL = ["prepare", "file", "report", "tell", "hear", "review", "discuss", "decide"]


def played(office: Office, moves: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The moves that were allowed, in order."""
    done = []
    for name, n in moves:
        try:
            TRIES[name](office, n)
        except Refusal:
            continue        # being refused is what most of these moves are for
        done.append((name, n))
    return done


def last(done, name: str) -> int:
    return max((i for i, (move, _) in enumerate(done) if move == name), default=-1)


def lawful(before: list[tuple[str, int]], fine: int) -> bool:
    """The statute, told once more from the log alone."""
    filed, report, notice, heard = (last(before, name) for name in ("file", "report", "tell", "hear"))
    if min(filed, report, notice, heard) < 0 or before[filed][1] % 2 or heard < notice:
        return False
    least = None
    for name, n in before:
        if name == "tell":
            least = n + 1 if least is None or n == 3 else min(least, n + 1)
    review, held, discussion = last(before, "review"), last(before, "hold"), last(before, "discuss")
    complex_case = before[report][1] % 2 == 0
    reviewed = review > max(report, held) and before[review][1] > 0
    discussed = discussion > report and before[discussion][1] > 0
    return fine <= least and (reviewed or not (complex_case or held >= 0)) and (discussed or not complex_case)


moves = st.lists(st.tuples(st.sampled_from(sorted(TRIES)), st.integers(0, 3)), max_size=10)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from([0, 5, 7, 8, 8, 8]), n=st.integers(0, 3), more=moves)
def test_a_decision_that_stands_was_reached_lawfully(_acts_district, start, n, more):
    with Office.of(_acts_district, "guizi", "PG-34-1") as office:
        done = played(office, [(name, 2 if name == "file" else n) for name in LAWFUL[:start]] + more)
        decided = [i for i, (name, _) in enumerate(done) if name == "decide"]
        event(f"decisions: {len(decided)}")
        assert len(decided) <= 1, "one act is punished once"
        assert len(office.record.rows(type(office.record.decision))) == len(decided) if decided else office.record.decision is None
        for i in decided:
            assert lawful(done[:i], done[i][1] + 1), done
