"""One HTTP request: to the address given and nowhere else (no redirect, no proxy), within a time, signed."""
import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

MOST_READ = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    retry_after: int | None = None      # seconds that the receiver asks for


class NoAnswer(Exception):
    """Not reached, or no answer in time. The receiver may have had it all the same: that is what the key is for."""


def signature(secret: str, moment: int, body: bytes) -> str:
    """`t=<seconds since 1970>,v1=<hex HMAC-SHA256 over "<t>.<body>">`: the receiver computes it too, and refuses what is too old."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
    """Raises NoAnswer. `seconds` is for all of it: a receiver that sends a byte now and then does not hold the sender."""
    parts = urlsplit(url)
    connection = _connection(parts, seconds)
    expired = Timer(seconds, _hang_up, [connection])
    try:
        expired.start()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return Answer(answer.status, _seconds(answer.headers.get("Retry-After")))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"没有连上或者没有按时答复（{type(error).__name__}：{error}）") from error
    finally:
        expired.cancel()
        connection.close()


def _connection(parts, seconds: float) -> http.client.HTTPConnection:
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)


def _hang_up(connection: http.client.HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:             # it is gone already
            pass


def _seconds(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else None
