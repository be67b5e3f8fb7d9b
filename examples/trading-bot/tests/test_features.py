"""Tests may make data up."""
import numpy as np
import pandas as pd

from ml.features import rsi


def test_rsi_is_bounded():
    close = pd.Series(100 + np.random.randn(200).cumsum())
    assert rsi(close).dropna().between(0, 100).all()
