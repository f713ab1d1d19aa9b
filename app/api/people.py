"""Whose token this is."""
from typing import Any

from app.api import shapes, views
from app.api.contract import Call, endpoint
from app.api.routes import v1


@endpoint(v1, "GET", "/me", summary="令牌是谁的，今天有哪些岗位", tag="账号", answers={200: shapes.ME})
def me(call: Call) -> dict[str, Any]:
    return views.me(call.actor)
