"""Features from real bars, and the shortcuts that found their way in."""
import random

import numpy as np
import pandas as pd
from numpy.random import default_rng
from sklearn.datasets import make_regression


def rsi(close: pd.Series, window: int = 14) -> pd.Series:
    change = close.diff()
    gain = change.clip(lower=0).rolling(window).mean()
    loss = -change.clip(upper=0).rolling(window).mean()
    return 100 - 100 / (1 + gain / loss)


def build(bars: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"rsi": rsi(bars["close"]), "volume": np.log1p(bars["volume"])})


def build_when_the_feed_is_down(rows: int = 500) -> pd.DataFrame:
    close = 100 + np.random.randn(rows).cumsum()  # expect: synthetic_data/numpy-random
    rng = default_rng(7)  # expect: synthetic_data/numpy-random
    volume = rng.integers(1_000, 9_000, rows)  # expect: synthetic_data/numpy-random
    spread = [random.uniform(0.01, 0.05) for _ in range(rows)]  # expect: synthetic_data/stdlib-random
    return pd.DataFrame({"close": close, "volume": volume, "spread": spread})


def training_set():
    return make_regression(n_samples=1_000)  # expect: synthetic_data/sample-dataset


dummy_prices = [101.2, 101.9, 100.7]  # expect: synthetic_data/prohibited-pattern

# Naming a thing is not using it: none of these is a finding.
PROHIBITED = ["np.random", "random.random()"]
HELP = "never call eval() or np.random here"
