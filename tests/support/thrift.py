"""What the tests spare themselves: hashes that are slow on purpose, and compiling the same templates for every application they make."""
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache

from app.accounts import operations

SHIPPED = operations._hasher
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Remembered(BytecodeCache):
    """Templates compiled by one application serve the next."""

    def __init__(self):
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket) -> None:
        if code := self._known.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket) -> None:
        self._known[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


def be_thrifty(monkeypatch) -> None:
    monkeypatch.setattr(operations, "_hasher", QUICK)
    monkeypatch.setattr(operations, "_NOBODY", QUICK.hash("nobody's"))
    monkeypatch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Remembered()})
