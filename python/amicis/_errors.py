"""The exceptions. What a machine refuses (no such file, no permission) is an ``OSError``, as everywhere in Python."""

from __future__ import annotations


class Error(Exception):
    """What was read cannot be used. Trying again with the same input changes nothing: ``retry`` is false."""

    retry = False


class ReadError(Error):
    """A file is no scan, or a broken one: ``path``, ``code``, ``message`` with the place in the file, and ``help``.

    ``code`` is a word: empty, binary, encoding, syntax, content, unrecognised, refused, limit or no-checks.
    """

    def __init__(self, path: str, code: str, message: str, help: str | None = None) -> None:
        super().__init__(path, code, message, help)
        self.path = path
        self.code = code
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message if self.help is None else f"{self.message}\n  help: {self.help}"


class RegistryError(Error):
    """A registry cannot be used: ``message`` shows every problem with its lines, ``problems`` has a sentence each."""

    def __init__(self, message: str, problems: list[str]) -> None:
        super().__init__(message, problems)
        self.message = message
        self.problems = problems

    def __str__(self) -> str:
        return self.message


class InternalError(Error):
    """A fault of amicis itself. Please report it."""


# They are called what a user calls them.
for _class in (Error, ReadError, RegistryError, InternalError):
    _class.__module__ = "amicis"
