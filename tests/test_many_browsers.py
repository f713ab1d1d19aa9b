"""Browsers keep connections open; a new one must still get its answer at once."""
import socket
import urllib.request
from urllib.parse import urlsplit

from tests.support import live


def test_a_newcomer_is_answered_while_two_hundred_connections_stand_open(district, tmp_path, monkeypatch):
    with live.serving(district, tmp_path / "data", monkeypatch) as running:
        where = urlsplit(running.url)
        idle = [socket.create_connection((where.hostname, where.port)) for _ in range(200)]
        try:
            with urllib.request.urlopen(f"{running.url}/healthz", timeout=10) as answer:
                assert answer.status == 200
        finally:
            for connection in idle:
                connection.close()
