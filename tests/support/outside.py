"""A program that knows the product only by its address and a token."""
import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from app.accounts.operations import issue_token
from tests.support.live import Live

SLOW = 60       # seconds that an answer may take on a busy machine


@dataclass
class Answer:
    status: int
    text: str

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.text)


class Client:
    def __init__(self, live: Live, login: str):
        with live.district.database.begin() as session:
            self.token = issue_token(session, login, now=live.clock.now())
        self.address = urlsplit(live.url).netloc

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/xml\r\n\r\n'
        return self.ask("POST", path, head.encode() + content + b"\r\n--cut--\r\n", {"Content-Type": "multipart/form-data; boundary=cut"})

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = HTTPConnection(self.address, timeout=SLOW)
        try:
            connection.request(method, quote(f"/api/v1{path}", safe="/?=&"), body, {"Authorization": f"Bearer {self.token}", **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode())
        finally:
            connection.close()
