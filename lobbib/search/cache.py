"""What was worked out before, within a bound of memory."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")
_OVERHEAD = 400  # bytes for the key and the arrays' heads


class Cache(Generic[Value]):
    """The values asked for last. `size` gives the bytes of one; threads take turns elsewhere."""

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        self.limit = limit
        self.held = 0
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of `key`, made where it is not known."""
        found = self.peek(key)
        if found is not None:
            return found
        made = make()
        self.put(key, made)
        return made

    def peek(self, key: Hashable) -> Value | None:
        """The value of `key`; None where it is not known."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, in the place of another of that key."""
        before = self._values.pop(key, None)
        self.held += self._bytes(value) - (self._bytes(before) if before is not None else 0)
        self._values[key] = value
        while self.held > self.limit and len(self._values) > 1:
            _, dropped = self._values.popitem(last=False)
            self.held -= self._bytes(dropped)

    def _bytes(self, value: Value) -> int:
        return self._size(value) + _OVERHEAD
