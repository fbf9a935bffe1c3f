"""A small SMTP server in this process, for letters over a real conversation."""

import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread


@dataclass
class Postbox:
    """What the server took in."""

    url: str
    letters: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None


class Smtp(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand over a letter."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line.strip().upper().split(b" ")[0]
            box: Postbox = self.server.box  # type: ignore[attr-defined]
            box.said.append(verb.decode())
            if verb == b"RCPT" and any(one.encode() in line for one in box.refused):
                self.wfile.write(b"550 nobody of that name\r\n")
                continue
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.take_in()
            self.wfile.write(b"250 fine\r\n")

    def take_in(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.box.letters.append(letter)  # type: ignore[attr-defined]


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True

        def close() -> None:
            server.shutdown()
            server.server_close()

        box = Postbox(f"smtp://127.0.0.1:{server.server_address[1]}")
        server.box = box  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        box.close = close
        yield box
        server.shutdown()
