"""Market data from Polygon, the approved source."""
import os

from polygon import RESTClient


def client() -> RESTClient:
    return RESTClient(api_key=os.getenv("POLYGON_API_KEY"))


def daily_bars(symbol: str, start: str, end: str):
    return client().get_aggs(symbol, 1, "day", start, end)
