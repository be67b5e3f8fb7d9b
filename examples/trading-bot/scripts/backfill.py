"""A command-line program: here print is how it talks to its user."""
import subprocess
import sys

from connectors.polygon_connector import daily_bars


def main(symbol: str) -> None:
    bars = daily_bars(symbol, "2026-01-01", "2026-01-31")
    print(f"{symbol}: {len(list(bars))} bars")
    subprocess.run(f"gzip data/{symbol}.csv", shell=True)  # expect: security/shell-command
    subprocess.run(["gzip", f"data/{symbol}.csv"], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
