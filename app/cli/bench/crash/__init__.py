"""`bench crash`: the real server and worker are killed at random instants under load, again and again; after each restart everything that
was acknowledged must be there, once, and every case must go on."""
import json
import random
import secrets
import time
from dataclasses import dataclass, field

from app.accounts.model import Person
from app.cli.bench.crash import checks
from app.cli.bench.crash.clients import GONE, Answer, Deed, Ledger, Line, Load, submitting
from app.cli.bench.crash.ground import LOGINS, Ground, ground
from app.cli.bench.crash.group import PATIENCE, Group, tail
from app.cli.bench.crash.sink import Sink, sink
from app.cli.output import Failure, say
from app.kernel.clock import utcnow

LOAD = (0.05, 2.0)          # seconds of load before the kill
EARLY = 0.1                 # share of rounds in which the group is killed before it has answered once
TOLD = ("case:opened", "case:ended")    # what the webhooks tell
AGAIN = 4                   # acknowledged deeds of a round that are sent once more with their key


@dataclass
class Found:
    """What the rounds brought. `wrong`: {kind of violation: what}; empty lists are what is wanted."""

    rounds: int = 0
    acknowledged: int = 0
    refused: int = 0
    in_doubt: int = 0
    done_before_the_answer: int = 0
    repeated: int = 0
    cases: int = 0
    next_tasks_completed: int = 0
    entries_verified: int = 0
    webhooks: int = 0
    webhooks_sent_again: int = 0
    seconds: float = 0.0
    wrong: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in (
        "lost", "doubled", "answered_differently", "state_and_rows_differ", "chain_broken", "cannot_go_on", "stuck", "not_delivered",
        "unexpected_answers", "failures_in_the_log")})

    @property
    def whole(self) -> bool:
        return not any(self.wrong.values())


def run(_settings, args) -> int:
    begun = time.monotonic()
    seed = args.seed if args.seed is not None else random.randrange(10**6)
    with ground(args.database) as place, sink(random.Random(seed)) as outside:
        rounds = Rounds(place, random.Random(seed), outside)
        try:
            for number in range(1, args.rounds + 1):
                rounds.one()
                if not args.json:
                    say(f"第 {number}/{args.rounds} 轮：已确认 {rounds.found.acknowledged} 次，案件 {len(rounds.known)} 件，"
                        f"{'没有发现问题' if rounds.found.whole else '有问题'}，{time.monotonic() - begun:.0f} 秒"
                        + "".join(f"\n  {new}" for new in rounds.news()))
            rounds.to_the_end()
        finally:
            rounds.close()
        found = rounds.found
    found.seconds = round(time.monotonic() - begun, 1)
    say(json.dumps({"database": "postgresql" if args.database else "sqlite", "seed": seed, **vars(found)}, ensure_ascii=False)
        if args.json else table(found, seed))
    return 0 if found.whole else 1


class Rounds:
    """`known`: every case touched so far; `tasks`: open work items that the clients have heard of."""

    def __init__(self, place: Ground, chance: random.Random, outside: Sink):
        self.place, self.chance, self.outside, self.found = place, chance, outside, Found()
        self.known: set[int] = set()
        self.tasks: set[int] = set()
        self.told: set[str] = set()
        self.group = Group(place, ZFL_WEBHOOK_URLS=outside.url, ZFL_WEBHOOK_SECRET=secrets.token_hex(32),
                           ZFL_WEBHOOK_EVENTS=" ".join(TOLD), ZFL_WEBHOOK_SECONDS="1", ZFL_WEBHOOK_ATTEMPTS="50")
        self.group.start()

    def close(self) -> None:
        self.group.close()

    def news(self) -> list[str]:
        """What was found wrong since this was asked last."""
        wrong = {f"{NAMES[kind]}：{what}" for kind, found in self.found.wrong.items() for what in found}
        fresh, self.told = sorted(wrong - self.told), wrong
        return fresh

    # ---- one round --------------------------------------------------------------------------------------------------
    def one(self) -> None:
        """Load, kill, restart, look; then one task of each case that was touched."""
        ledger = Ledger()
        if self.chance.random() < EARLY:
            time.sleep(self.chance.uniform(0, 0.3))
        else:
            self.group.ready()
            load = Load(self.place, self.group.port, ledger, self.tasks, self.chance)
            time.sleep(self.chance.uniform(*LOAD))
            self.group.kill()
            load.stop()
        self.group.kill()
        self.group.start()
        self.group.ready()
        self._resolve(ledger)
        self._wait_for_worker()
        self._look(ledger)
        self.found.rounds += 1

    def _resolve(self, ledger: Ledger) -> None:
        """Whoever had no answer asks again with the same key; some who had one too."""
        sample = self.chance.sample(ledger.acknowledged, min(AGAIN, len(ledger.acknowledged)))
        for deed in ledger.doubtful:
            there = self._read(lambda session: checks.done_in_silence(session, deed))
            first = self._send(deed)
            ledger.note(deed, first)
            self.found.in_doubt += 1
            self.found.done_before_the_answer += there
            if there and not first.done:
                self.found.wrong["answered_differently"].append(f"{deed.what} {deed.mark}：办成了，重问却答 {first.status}")
            if first.done:
                sample.append((deed, first))
        for deed, answer in sample:
            again = self._send(deed)
            self.found.repeated += 1
            if (again.status, again.body) != (answer.status, answer.body):
                self.found.wrong["answered_differently"].append(f"{deed.what} {deed.mark}：先答 {answer.status}，再答 {again.status}")

    def _wait_for_worker(self) -> None:
        until = time.monotonic() + PATIENCE
        while (left := self._read(lambda session: checks.to_do(session, utcnow()))) and time.monotonic() < until:
            time.sleep(0.05)
        if left:
            self.found.wrong["not_delivered"].append(f"重启 {PATIENCE} 秒后还有 {left} 项没有送达或触发")

    def _look(self, ledger: Ledger) -> None:
        wrong, found = self.found.wrong, self.found
        with self.place.database.read() as session:
            touched = checks.chain_of(session, ledger.cases())
            wrong["lost"] += checks.lost(session, ledger.acknowledged)
            wrong["doubled"] += checks.doubled(session, touched)
            wrong["stuck"] += checks.stuck(session)
            verified, torn = checks.torn(session, touched)
        wrong["chain_broken"] += torn
        wrong["unexpected_answers"] += ledger.surprising
        found.entries_verified += verified
        found.acknowledged += len(ledger.acknowledged)
        found.refused += ledger.refused
        self.known |= touched
        found.cases = len(self.known)
        self._compare(touched)
        for case_id in sorted(touched):
            self._go_on(case_id)

    def _compare(self, case_ids: set[int]) -> None:
        """While the worker is at it a case may move between two reads: only what is still so a moment later counts."""
        bent = self._read(lambda session: checks.bent(session, case_ids))
        for _ in range(20):
            if not bent:
                return
            time.sleep(0.1)
            bent = [b for b in self._read(lambda session: checks.bent(session, case_ids)) if b in bent]
        self.found.wrong["state_and_rows_differ"] += bent

    def _go_on(self, case_id: int) -> None:
        """Complete the next task of the case, if it is a person's turn."""
        turn = self._read(lambda session: checks.next_task(session, case_id))
        if turn is None:
            return
        item, holder = turn
        deed = submitting(self._login(holder), item)
        answer = self._send(deed)
        self.tasks.discard(item)
        if answer.done:
            self.found.next_tasks_completed += 1
            self.tasks.update(answer.body["opened"])
        else:
            self.found.wrong["cannot_go_on"].append(f"案件 {case_id} 待办 {item}：{answer.status} {answer.body.get('detail')}")

    def _login(self, holder: int | None) -> str:
        return self._read(lambda session: session.get_one(Person, holder).login) if holder else self.chance.choice(LOGINS)

    def _send(self, deed: Deed) -> Answer:
        line = Line(self.place, self.group.port, deed.login, PATIENCE)
        try:
            return line.send(deed)
        except GONE as error:
            raise Failure(f"重启后的服务没有答复：{error}。最后的日志：\n{tail(self.group.log)}") from error
        finally:
            line.close()

    def _read(self, question):
        with self.place.database.read() as session:
            return question(session)

    # ---- and then -----------------------------------------------------------------------------------------------------
    def to_the_end(self) -> None:
        """Every case is worked to its end; then every chain is verified once more, and the log is read."""
        last, since = None, time.monotonic()
        while (left := self._read(checks.running)) and time.monotonic() - since < PATIENCE:
            for case_id in left:
                self._go_on(case_id)
            self._wait_for_worker()
            if (stands := (len(left), self.found.next_tasks_completed)) != last:      # as long as it goes on it may take its time
                last, since = stands, time.monotonic()
        self.found.wrong["cannot_go_on"] += [f"案件 {case_id} 没有走到结束" for case_id in self._read(checks.running)]
        with self.place.database.read() as session:
            everything = checks.all_cases(session)
            verified, torn = checks.torn(session, everything)
            self.found.wrong["doubled"] += checks.doubled(session, everything)
        self.found.entries_verified += verified
        self.found.wrong["chain_broken"] += torn
        self.found.cases = len(everything)
        self._empty_outbox(everything)
        self.found.wrong["failures_in_the_log"] += [line for line in tail(self.group.log, 10**6).splitlines()
                                                    if "Traceback" in line or "unforeseen" in line][:20]

    def _empty_outbox(self, case_ids: set[int]) -> None:
        """Everything told to the outside has arrived, each under one key."""
        until = time.monotonic() + 3 * PATIENCE
        while self._read(checks.unsent) and time.monotonic() < until:
            time.sleep(0.2)
        came = self.outside.keys_of()
        self.found.webhooks, self.found.webhooks_sent_again = len(came), self.outside.heard.total() - len(self.outside.heard)
        for event in TOLD:
            self.found.wrong["not_delivered"] += [f"通知 {event}，案件 {c}" for c in case_ids if (event, c) not in came]
        self.found.wrong["doubled"] += [f"通知 {event}，案件 {c}，{len(keys)} 把钥匙" for (event, c), keys in came.items() if len(keys) > 1]


def table(found: Found, seed: int) -> str:
    rows = [("轮（kill -9）", found.rounds), ("案件", found.cases), ("得到确认的写入", found.acknowledged), ("被拒绝的（409）", found.refused),
            ("被杀时没有答复的", found.in_doubt), ("其中其实已经办成的", found.done_before_the_answer), ("用同一把钥匙重问的", found.repeated),
            ("重启后办成的下一项", found.next_tasks_completed), ("校验的留痕", found.entries_verified), ("送到系统外的通知", found.webhooks),
            ("其中送过不止一次的次数", found.webhooks_sent_again), ("秒", found.seconds), ("随机数种子", seed)]
    told = [f"{name}：{value}" for name, value in rows]
    for kind, what in found.wrong.items():
        told.append(f"{NAMES[kind]}：{len(what)}" + "".join(f"\n  {w}" for w in what[:10]))
    return "\n".join(told)


NAMES = {"lost": "丢失", "doubled": "重复", "answered_differently": "同一把钥匙答复不同", "state_and_rows_differ": "状态与表不一致",
         "chain_broken": "留痕断开", "cannot_go_on": "办不下去", "stuck": "受阻", "not_delivered": "没有送达",
         "unexpected_answers": "意外的答复", "failures_in_the_log": "日志里的故障"}
