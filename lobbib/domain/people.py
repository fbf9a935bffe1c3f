"""What holds for a person's address, name and password, before anything is stored."""

import re
from collections.abc import Iterable

from lobbib.domain.assignments import tidy

MAX_EMAIL = 254
MAX_NAME = 200
MIN_PASSWORD = 10
MAX_PASSWORD = 200
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)+")
TOO_SHORT = f"Gebruik ten minste {MIN_PASSWORD} tekens."
TOO_LONG = f"Gebruik hoogstens {MAX_PASSWORD} tekens."
TOO_COMMON = "Dit wachtwoord wordt vaak geraden. Kies een ander, bijvoorbeeld vier losse woorden."
TOO_PERSONAL = "Gebruik niet je naam, je e-mailadres of de naam van je school."
TOO_SIMPLE = "Gebruik meer verschillende tekens."

# What people choose when ten characters are asked; the well-known lists in short, with Dutch ones.
_COMMON = """
1234567890 12345678910 123456789a 0123456789 0987654321 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop
qwerty1234 qwerty12345 qwerty123456 asdfghjkl1 password12 password123 password1234 passw0rd123
welkom1234 welkom12345 welkom2024! welkom2025! welkom2026! welkom2027! welkom01234 wachtwoord
wachtwoord1 wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord! geheim1234 geheim12345
voetbal123 feyenoord1 feyenoord010 ajaxajax12 amsterdam1 amsterdam020 nederland1 nederland123
ikhouvanjou ikhouvanjou1 iloveyou12 iloveyou123 letmein123 administrator superman123 vakantie123
lentelente zomer2025! zomer2026! zomer2027! herfst2026! winter2026! september1 september2026
docent1234 docent12345 mentor1234 leraar1234 school1234 school12345 lobbib1234 lobbiblobbib
abcdefghij abcdef1234 abc1234567 hallohallo hallohallo1 computer123 internet123 monkey12345
"""
COMMON = frozenset(_COMMON.split())


def tidy_email(email: str) -> str:
    """An address as it is stored and looked up: everybody's spelling of it is the same one."""
    return tidy(email, multiline=False).lower()


def tidy_name(name: str) -> str:
    return tidy(name, multiline=False)


def email_problem(email: str) -> str | None:
    """What is wrong with a tidied address, in Dutch."""
    if len(email) > MAX_EMAIL or not email.isprintable() or not EMAIL.fullmatch(email):
        return "Vul een e-mailadres in, bijvoorbeeld naam@school.nl."
    return None


def name_problem(name: str) -> str | None:
    """What is wrong with a tidied name, in Dutch."""
    if not name:
        return "Vul een naam in."
    return f"Gebruik hoogstens {MAX_NAME} tekens." if len(name) > MAX_NAME else None


def password_problem(password: str, *personal: str) -> str | None:
    """What makes `password` easy to guess, in Dutch. `personal`: e-mail, name, school."""
    if len(password) < MIN_PASSWORD:
        return TOO_SHORT
    if len(password) > MAX_PASSWORD:
        return TOO_LONG
    if password.lower().strip() in COMMON:
        return TOO_COMMON
    if _is_personal(password, personal):
        return TOO_PERSONAL
    return TOO_SIMPLE if len(set(password)) < 4 else None


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    parts = (part for text in personal for part in (text, *text.split("@")))
    return _folded(password) in {_folded(part) for part in parts} - {""}


def _folded(text: str) -> str:
    """Letters only: what is left when somebody adds a digit or a sign to a name."""
    return "".join(character for character in text.lower() if character.isalpha())
