"""The governance framework: every core component registers itself with its owner."""
import functools
import logging

logger = logging.getLogger(__name__)


def activate_governance(component: str, owner: str) -> None:
    logger.info("component %s is governed, owner %s", component, owner)


def governed(owner: str):
    """Marks a function as governed."""

    def wrap(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            logger.info("%s called (owner %s)", function.__qualname__, owner)
            return function(*args, **kwargs)

        return call

    return wrap
