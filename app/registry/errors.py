"""What the registers cannot answer."""
from datetime import date

from app.kernel.errors import Rejection


class MissingParameter(Rejection):
    """No value of this parameter is in force that day: nothing is computed with a figure out of the air."""

    status = 422

    def __init__(self, code: str, on: date, region: str | None = None):
        where = f"（{region}）" if region else ""
        super().__init__(f"参数“{code}”{where}在 {on} 没有有效的值，请在参数表中补上。", code="missing_parameter", parameter=code)
