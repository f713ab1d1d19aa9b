"""The blueprint on which every endpoint of version 1 hangs."""
from flask import Blueprint

v1 = Blueprint("api", __name__, url_prefix="/api/v1")
