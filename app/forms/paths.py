"""Values by path in nested data: `("party", "name")` in {"party": {"name": …}}."""
from collections.abc import Mapping
from typing import Any

MISSING = object()


def get(data: Any, path: tuple[str, ...], default: Any = None) -> Any:
    for part in path:
        if not isinstance(data, Mapping) or part not in data:
            return default
        data = data[part]
    return data


def put(data: dict, path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        data = data.setdefault(part, {})
    data[path[-1]] = value


def dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)
