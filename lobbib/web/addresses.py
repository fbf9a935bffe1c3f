"""Which addresses somebody may be sent on to: pages of this site, and nothing else."""

from urllib.parse import unquote, urlsplit

from flask import request

from lobbib.db import house

MAX_PATH = 2_000


def safe_path(text: str | None) -> str | None:
    """`text` if it is the path of a page here, else None.

    Browsers read more as the address of another site than the standards say: two slashes, a slash
    and a backslash, either of them encoded, with tabs in between.
    """
    if not text or len(text) > MAX_PATH:
        return None
    return text if _is_path(text) and _is_path(unquote(unquote(text))) else None


def _is_path(text: str) -> bool:
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return False
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    parts = urlsplit(text)
    return not parts.scheme and not parts.netloc


def is_own_form() -> bool:
    """Whether a page of this site sent this request, as far as the browser tells.

    Asked only about a request whose token does not fit; without any sign it is a stranger's.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return _origin(sender) in {_origin(request.host_url), _origin(house().config.base_url)} - {""}


def _origin(url: str) -> str:
    """`scheme://host:port` of an address; nothing where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
