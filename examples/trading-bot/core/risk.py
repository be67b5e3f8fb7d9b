"""Risk limits. The numbers come from the configuration; this module only compares."""  # expect: governance/ungoverned-component
from dataclasses import dataclass


@dataclass(frozen=True)
class RiskLimits:
    max_position: float
    max_daily_loss: float
    max_drawdown: float


def within_limits(quantity: float, limits: RiskLimits) -> bool:
    return abs(quantity) <= limits.max_position
