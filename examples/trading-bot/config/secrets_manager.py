"""Looks secrets up. Fails where one is missing; never logs a value."""
import os


class MissingSecret(RuntimeError):
    pass


def get_required_secret(name: str) -> str:
    value = os.environ.get(name.upper())
    if not value:
        raise MissingSecret(f"{name} is required")
    return value
