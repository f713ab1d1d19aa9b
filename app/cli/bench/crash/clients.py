"""The load: five people, each a thread that sends what a client program would, and a ledger of what was acknowledged and what is in
doubt. Every write carries an Idempotency-Key, and whoever gets no answer asks again with the same key after the restart."""
import http.client
import json
import random
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from app.cli.bench.crash.ground import Ground


@dataclass(frozen=True)
class Deed:
    """One write. `mark` is unique and goes into what is stored: by it the deed is found again. `what`: open | submit | claim."""

    what: str
    login: str
    path: str
    body: dict[str, Any]
    mark: str
    item: int | None = None


@dataclass
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.status in (200, 201)


@dataclass
class Ledger:
    """`acknowledged`: the server said yes; `refused`: it said no (409); `doubtful`: it was killed before it could say."""

    acknowledged: list[tuple[Deed, Answer]] = field(default_factory=list)
    refused: int = 0
    doubtful: list[Deed] = field(default_factory=list)
    surprising: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, deed: Deed, answer: Answer) -> None:
        with self.lock:
            if answer.done:
                self.acknowledged.append((deed, answer))
            elif answer.status == 409:
                self.refused += 1
            else:
                self.surprising.append(f"{deed.what} {deed.path}: {answer.status} {json.dumps(answer.body, ensure_ascii=False)[:300]}")

    def doubt(self, deed: Deed) -> None:
        with self.lock:
            self.doubtful.append(deed)

    def cases(self) -> set[int]:
        """Every case that this ledger knows to have been touched."""
        return {case_of(deed, answer) for deed, answer in self.acknowledged}


def case_of(deed: Deed, answer: Answer) -> int:
    body = answer.body
    return body["id"] if deed.what == "open" else body["case"]["id"] if deed.what == "submit" else body["case_id"]


class Line:
    """One person's connection."""

    def __init__(self, ground: Ground, port: int, login: str, timeout: float = 20):
        self.login, self._token = login, ground.tokens[login]
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def ask(self, method: str, path: str, body: dict | None = None, key: str | None = None) -> Answer:
        """Raises OSError or HTTPException where the server is gone."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        self._connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, json.loads(answer.read()))

    def send(self, deed: Deed) -> Answer:
        return self.ask("POST", deed.path, deed.body, deed.mark)

    def close(self) -> None:
        self._connection.close()


GONE = (OSError, http.client.HTTPException, json.JSONDecodeError)


class Load:
    """Clients at work until they are told to stop, or their server is gone. They know of open tasks what answers told them."""

    def __init__(self, ground: Ground, port: int, ledger: Ledger, tasks: set[int], chance: random.Random):
        self.ledger, self.tasks, self._stop = ledger, tasks, threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(Line(ground, port, login), random.Random(chance.random())))
                         for login in ground.tokens]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, line: Line, chance: random.Random) -> None:
        try:
            while not self._stop.is_set():
                self._one(line, chance)
        except GONE:
            pass                    # the server has been killed: what was under way is in the ledger
        finally:
            line.close()

    def _one(self, line: Line, chance: random.Random) -> None:
        with self.ledger.lock:
            known = sorted(self.tasks)
        if not known or chance.random() < 0.25:
            self._do(line, opening(line.login))
        elif chance.random() < 0.1:
            self._learn(line.ask("GET", "/tasks?view=claimable&limit=50").body["items"])
        else:
            item = chance.choice(known)
            self._do(line, claiming(line.login, item) if chance.random() < 0.15 else submitting(line.login, item))

    def _do(self, line: Line, deed: Deed) -> None:
        try:
            answer = line.send(deed)
        except GONE:
            self.ledger.doubt(deed)
            raise
        self.ledger.note(deed, answer)
        with self.ledger.lock:
            if deed.what == "submit" and (answer.done or answer.body.get("code") in ("task_done", "task_cancelled")):
                self.tasks.discard(deed.item)
        if deed.what == "open" and answer.done:
            self._learn(answer.body["open_tasks"])
        elif deed.what == "submit" and answer.done:
            self._learn([{"id": item} for item in answer.body["opened"]])

    def _learn(self, items: list[dict]) -> None:
        with self.ledger.lock:
            self.tasks.update(item["id"] for item in items)


def opening(login: str) -> Deed:
    mark = secrets.token_hex(8)
    return Deed("open", login, "/cases", {"title": f"案 {mark}", "source": "巡查"}, mark)


def submitting(login: str, item: int) -> Deed:
    mark = secrets.token_hex(8)
    return Deed("submit", login, f"/tasks/{item}/submit", {"data": {"mark": mark}}, mark, item)


def claiming(login: str, item: int) -> Deed:
    return Deed("claim", login, f"/tasks/{item}/claim", {}, secrets.token_hex(8), item)
