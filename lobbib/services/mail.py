"""Letters in plain Dutch over SMTP; the only thing in lobbib that speaks to another machine."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from lobbib.config import Config, host_of, is_loopback

TIMEOUT = 20
GREETING = "Groeten van lobbib"
log = logging.getLogger(__name__)
_ROOM = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lobbib-mail")


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


def can_mail(config: Config) -> bool:
    """Whether letters go out. Without a base URL there is no address that a link could have."""
    return bool(config.smtp_url and config.base_url)


def later(work: Callable[..., None], *details: Any) -> Future[None]:
    """Do `work` apart from the request; what fails is logged without an address or a name."""
    return _ROOM.submit(_carefully, work, *details)


def _carefully(work: Callable[..., None], *details: Any) -> None:
    try:
        work(*details)
    except Exception as error:
        log.warning("a letter was not sent: %s", type(error).__name__)


def post(config: Config, letter: Letter) -> None:
    """Hand over a letter to LOBBIB_SMTP_URL: smtps://, or smtp:// with STARTTLS.

    Only a server on this machine may do without TLS. Raises OSError and smtplib's errors.
    """
    with _opened(urlsplit(config.smtp_url)) as server:
        server.send_message(_message(config, letter))


def post_all(config: Config, letters: Iterable[Letter]) -> None:
    """Hand over several in one conversation; one that is refused does not keep back the others.

    Raises OSError and smtplib's errors where the server itself is away.
    """
    with _opened(urlsplit(config.smtp_url)) as server:
        for letter in letters:
            try:
                server.send_message(_message(config, letter))
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
                log.warning("a letter was not sent: %s", type(error).__name__)
                server.rset()


def _message(config: Config, letter: Letter) -> EmailMessage:
    url = urlsplit(config.smtp_url)
    message = EmailMessage()
    message["From"] = f"lobbib <{_sender(config, url)}>"
    message["To"], message["Subject"] = letter.to, letter.subject
    message["Date"], message["Message-ID"] = (
        formatdate(),
        make_msgid(domain=host_of(config.base_url)),
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@contextmanager
def _opened(url: SplitResult) -> Iterator[smtplib.SMTP]:
    with _connect(url) as server:
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _connect(url: SplitResult) -> smtplib.SMTP:
    host = url.hostname or "localhost"
    tls = ssl.create_default_context()
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=tls)
    server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT)
    if is_loopback(host):
        return server
    try:
        server.starttls(context=tls)
    except BaseException:
        server.close()
        raise
    return server


def _sender(config: Config, url: SplitResult) -> str:
    """`?from=` of the URL, else its user where that is an address, else one at our own name."""
    user = unquote(url.username or "")
    given = parse_qs(url.query).get("from") or [user if "@" in user else ""]
    return given[0] or f"lobbib@{host_of(config.base_url)}"


def reset_letter(to: str, name: str, link: str) -> Letter:
    text = (
        f"Beste {name},\n\n"
        "Iemand vroeg om een nieuw wachtwoord voor jouw account bij lobbib. Was jij dat? Kies dan "
        f"hier je nieuwe wachtwoord:\n\n{link}\n\n"
        "De link werkt één keer, tot twee uur na deze mail. Heb je hier niet om gevraagd? Dan hoef "
        f"je niets te doen.\n\n{GREETING}\n"
    )
    return Letter(to, "Kies een nieuw wachtwoord voor lobbib", text)


def invitation_letter(to: str, name: str, school: str, link: str) -> Letter:
    text = (
        f"Beste {name},\n\n"
        f"Je collega's van {school} gebruiken lobbib: de map met LOB-opdrachten waar iedereen uit "
        "mag putten en iets in mag zetten. Je bent uitgenodigd. Kies hier je wachtwoord:\n\n"
        f"{link}\n\n"
        f"De link werkt één keer, tot veertien dagen na deze mail.\n\n{GREETING}\n"
    )
    return Letter(to, f"Doe je mee? {school} deelt LOB-opdrachten in lobbib", text)
