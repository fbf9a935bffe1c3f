"""accounts"""

from flask import Blueprint

bp = Blueprint("accounts", __name__)


def init_login(login_manager: object) -> None:
    pass
