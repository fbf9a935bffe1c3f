"""Settings: one frozen value, read from LOBBIB_* in the environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

MIN_SECRET_LENGTH = 32
MIN_SECRET_LETTERS = 10  # different ones


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between installations. Sizes are in bytes, times in seconds."""

    data: Path
    database_url: str
    secret_key: str
    trusted_hosts: tuple[str, ...] = ()
    base_url: str = ""
    smtp_url: str = ""
    trusted_proxies: int = 0
    quota_mb: int = 2_000
    max_body: int = 1_000_000
    follow: bool = True

    @property
    def https(self) -> bool:
        """Whether people come in over HTTPS; decides on cookie prefixes and HSTS."""
        return self.base_url.startswith("https://")

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


class BadSetting(ValueError):
    """A setting cannot be read; the message names it."""


def from_env(environ: Mapping[str, str]) -> Config:
    """Read LOBBIB_*. Raises BadSetting where a value cannot be understood."""
    data = Path(environ.get("LOBBIB_DATA") or "data").resolve()
    hosts = environ.get("LOBBIB_TRUSTED_HOSTS", "")
    return Config(
        data=data,
        database_url=environ.get("LOBBIB_DATABASE_URL") or sqlite_url(data / "lobbib.db"),
        secret_key=environ.get("LOBBIB_SECRET_KEY") or _stored_secret(data),
        trusted_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        base_url=environ.get("LOBBIB_BASE_URL", "").rstrip("/"),
        smtp_url=environ.get("LOBBIB_SMTP_URL", ""),
        trusted_proxies=_whole(environ, "LOBBIB_TRUSTED_PROXIES", 0),
        quota_mb=_whole(environ, "LOBBIB_QUOTA_MB", 2_000),
    )


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def make_secret(data: Path) -> str:
    """The secret key kept in the data folder; made on first use, readable by its owner alone."""
    if stored := _stored_secret(data):
        return stored
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data / "secret-key"
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return _stored_secret(data)


def problems(config: Config, host: str) -> list[str]:
    """What makes it unsafe to serve people on `host`, in Dutch; empty when nothing does."""
    found = []
    if _is_weak(config.secret_key):
        found.append(
            "LOBBIB_SECRET_KEY ontbreekt, of is korter of eenvoudiger dan "
            f"{MIN_SECRET_LENGTH} losse tekens. Maak er een met: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not config.trusted_hosts:
        found.append(
            "LOBBIB_TRUSTED_HOSTS ontbreekt. Zet er de naam in waaronder de school lobbib opent, "
            "bijvoorbeeld lob.mijnschool.nl"
        )
    if not is_loopback(host) and not config.https:
        found.append(
            "LOBBIB_BASE_URL begint niet met https://. Zet lobbib achter HTTPS, of luister alleen "
            "op 127.0.0.1"
        )
    return found


def _is_weak(secret: str) -> bool:
    return len(secret) < MIN_SECRET_LENGTH or len(set(secret)) < MIN_SECRET_LETTERS


def is_loopback(host: str) -> bool:
    """Whether `host` is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _stored_secret(data: Path) -> str:
    try:
        return (data / "secret-key").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name) or default)
    except ValueError:
        raise BadSetting(f"{name} moet een heel getal zijn.") from None


def packed(name: str) -> Path:
    """A folder that stands beside the package in a checkout, and inside it in a wheel."""
    package = Path(__file__).resolve().parent
    inside = package / "_packed" / name
    return inside if inside.is_dir() else package.parent / name
