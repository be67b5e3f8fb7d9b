"""The trading engine: one tick in, at most one order out."""
import json
import logging

import yaml

from core.governance import governed
from core.risk import RiskLimits, within_limits

logger = logging.getLogger(__name__)


class TradingEngine:
    def __init__(self, broker, feed, limits: RiskLimits):
        self.broker = broker
        self.feed = feed
        self.limits = limits
        self.safe_mode = False

    @governed(owner="desk-a")
    def on_tick(self, tick):
        """One bad tick must not end the session, and must not go unnoticed."""
        try:
            signal = self.feed.signal(tick)
            if signal and not self.safe_mode and within_limits(signal.quantity, self.limits):
                return self.broker.place_order(tick.symbol, signal.quantity)
        except ValueError as error:
            logger.warning("tick of %s left out: %s", tick.symbol, error)
        return None

    def reconcile(self):
        try:
            return self.broker.positions()
        except:  # expect: error_handling/bare-except
            return None

    def heartbeat(self):
        try:
            self.broker.ping()
        except Exception:  # expect: error_handling/swallowed-error
            pass


def load_settings(path):
    with open(path) as handle:
        return yaml.load(handle, Loader=yaml.FullLoader)  # expect: security/unsafe-yaml-load


def load_settings_safely(path):
    with open(path) as handle:
        return yaml.safe_load(handle)


def parse_override(text):
    return eval(text)  # expect: security/dynamic-eval


def parse_override_safely(text):
    return json.loads(text)
