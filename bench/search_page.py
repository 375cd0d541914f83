"""The search page as readers get it: served by gunicorn, four of them asking at once."""

import os
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode

from search_corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
READERS = 4
PAGES_EACH = 50


def measure_page(corpus: Corpus, *, folder: str, bar: float, say: Callable) -> None:
    """Print how long pages of results take."""
    port = 8763
    environment = {**os.environ, "COMMONLOOM_DATA": folder, "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", "--config=python:config.gunicorn", "config.wsgi"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/search"
    try:
        wait_for(url)
        texts = [corpus.typed(PAGES_EACH, 2) for _ in range(READERS)]
        with ThreadPoolExecutor(READERS) as readers:
            list(readers.map(lambda asked: read(url, asked[:5]), texts))
            seconds = [
                one for each in readers.map(lambda asked: read(url, asked), texts) for one in each
            ]
        tail = statistics.quantiles(seconds, n=20)[-1] * 1000
        say("search page, four readers", tail, "ms p95", bar=bar)
    finally:
        process.terminate()
        process.wait()


def read(url: str, texts: list[str]) -> list[float]:
    """Ask for pages one after the other and give the seconds of each."""
    seconds = []
    for text in texts:
        begun = perf_counter()
        with urllib.request.urlopen(f"{url}?{urlencode({'q': text})}", timeout=60) as answer:
            answer.read()
        seconds.append(perf_counter() - begun)
    return seconds


def wait_for(url: str) -> None:
    """Wait until the site answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            sleep(0.1)
        else:
            return
