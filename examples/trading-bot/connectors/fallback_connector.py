"""What grew here one night when the feed was down."""
import os

import requests
import yfinance as yf  # expect: data_sources/unapproved-source

API_KEY = "pk_1234567890abcdef"  # expect: api_keys/hardcoded-credential
FRED_KEY = os.getenv("FRED_API_KEY", "0a1b2c3d4e5f60718293")  # expect: api_keys/hardcoded-credential

HEADERS = {
    "Accept": "application/json",
    "Authorization": "Bearer Zq81-nope-Lm27-TbR4",  # expect: api_keys/hardcoded-credential
}


def bars(symbol):
    response = requests.get(
        "https://bars.unknown-vendor.io/v1/ohlc",  # expect: data_sources/unapproved-source
        headers=HEADERS,
        verify=False,  # expect: security/tls-verification-off
        timeout=5,
    )
    return response.json()


def yahoo(symbol):
    return yf.download(symbol)


def series(name):
    response = requests.get(
        f"https://api.stlouisfed.org/fred/series?id={name}",
        params={"api_key": os.environ["FRED_API_KEY"]},
        timeout=5,
    )
    response.raise_for_status()
    return response.json()
