"""Import every room's tables, so that `Base.metadata` is whole."""
import importlib

ROOMS = ("accounts", "audit", "outbox", "registry", "documents", "acts", "definitions", "tasks", "cases")


def load_all() -> None:
    importlib.import_module("app.kernel.sequence")
    importlib.import_module("app.cases.migration.model")
    for room in ROOMS:
        importlib.import_module(f"app.{room}.model")
