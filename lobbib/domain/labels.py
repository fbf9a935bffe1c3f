"""A choice with two names: the value of databases and addresses, and the word on the screen."""

from enum import StrEnum


class Labelled(StrEnum):
    """Members are written `NAME = ("value", "Dutch label")`; a member is its value."""

    label: str

    def __new__(cls, value: str, label: str) -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
