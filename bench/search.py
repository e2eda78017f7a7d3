"""The search of the portal over 300,000 items on both databases: loading, asking, putting one more."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from statistics import median, quantiles
from typing import Any

from bench.measure import ROOT, Row
from bench.office import postgresql
from gongkai.web.config.environment import new_secrets

SIZES = (3_000, 30_000, 300_000)
OFFICES = 200
TIMES = 4
STEP = 10_000
"""Items of one transaction of loading."""
PUTS = 60
COMMON = ("信息公开", "工作", "通知", "云海区", "街道办事处")
USUAL = (
    "污水处理",
    "加装电梯",
    "财政预算",
    "行政处罚",
    "公租房",
    "食品抽检",
    "学区划分",
    "征地补偿",
    "应急预案",
    "信访",
)
RARE = ("独角兽企业", "飞地", "岩溶塌陷", "古树名木", "候鸟")
QUERIES: tuple[dict[str, Any], ...] = (
    *({"query": word} for word in (*COMMON, *USUAL, *RARE)),
    {"query": "的"},
    {"query": "云海府办〔2021〕12号"},
    {"query": "2021 12"},
    {"query": "信息公开 污水处理"},
    {"query": "财政预算 通知"},
    {"query": "古树名木 信息公开"},
    {"query": "信息公开", "offices": [7]},
    {"query": "污水处理", "offices": list(range(20, 120))},
    {"query": "工作", "kinds": ["document"], "years": [2019]},
    {"query": "", "offices": [7], "categories": ["C3"]},
    {"query": "信息公开", "order": "relevance"},
    {"query": "量子纠缠"},
)
"""Words in most items, in one of twenty, in one of ten thousand; a character; numbers; two words; filters; none."""


def searching() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from on_engine("SQLite", "", folder)
    with tempfile.TemporaryDirectory() as folder, postgresql() as address:
        yield from on_engine("PostgreSQL", address, folder)


def on_engine(engine: str, database: str, folder: str) -> Iterator[Row]:
    """The same rows for one database."""
    environment = {
        **os.environ,
        **new_secrets(),
        "DATABASE_URL": database,
        "GONGKAI_DATA_DIR": folder,
        "GONGKAI_HTTPS": "0",
        "GONGKAI_LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "bench.search"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    for one in figures:
        yield Row(f"{engine}: live search among {one['size']:,} items, p95", one["p95"], 100, "ms", "budget")
    last = figures[-1]
    rows_a_second = last["loaded"] / last["seconds"]
    yield Row(f"{engine}: loading {last['loaded']:,} items, one row", 1e3 / rows_a_second, 5, "ms", "budget")
    yield Row(f"{engine}: one item put among {last['size']:,}, p95", last["put"], 50, "ms", "budget")


def main() -> None:
    """Fill the database the environment names to each size in turn; print a line of figures for each."""
    from gongkai.web.config.start import analyse, migrate, start_django

    start_django()
    migrate()
    from django.db import transaction

    from gongkai.web.search.index import put

    rows = items()
    before = 0
    for size in SIZES:
        begun = time.perf_counter()
        for start in range(before, size, STEP):
            with transaction.atomic():
                put(islice(rows, min(STEP, size - start)))
        loading = time.perf_counter() - begun
        analyse()
        figures = {"size": size, "loaded": size - before, "seconds": loading, **asked(), "put": one_put()}
        print(json.dumps(figures, ensure_ascii=False), flush=True)
        before = size


def items() -> Iterator[Any]:
    """Endless items of about 200 characters, dates in no order."""
    from gongkai.web.search.index import Row as Item

    generator = random.Random(1)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
    words = ["".join(generator.choices(letters, k=generator.choice((2, 2, 3, 4)))) for _ in range(4000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    number = 0
    while True:
        number += 1
        said = generator.choices(words, weights, k=60)
        said[5:5] = [word for word in COMMON if generator.random() < 0.7]
        said[30:30] = ["的", *(word for word in USUAL if generator.random() < 0.05)]
        said += [word for word in RARE if generator.random() < 0.0001]
        year = generator.randint(2015, 2025)
        yield Item(
            office_id=generator.randint(1, OFFICES),
            kind=generator.choice(("item", "item", "item", "document", "guide")),
            key=f"item/{number}",
            title="".join(said[:8]),
            number=f"云海府办〔{year}〕{generator.randint(1, 300)}号",
            body="，".join("".join(said[at : at + 6]) for at in range(0, len(said), 6)),
            on=date(year, 1, 1) + timedelta(days=generator.randint(0, 364)),
            year=year,
            categories=(f"C{generator.randint(1, 30)}",),
            status="in_force",
            url=f"/items/{number}/",
        )


def asked() -> dict[str, Any]:
    """Milliseconds of the queries, each some times in turn: p95 of all, and the slowest ones' medians."""
    from gongkai.web.search.find import find

    took: dict[str, list[float]] = {}
    for _ in range(TIMES):
        for one in QUERIES:
            begun = time.perf_counter()
            find(**one)
            took.setdefault(str(one)[:60], []).append((time.perf_counter() - begun) * 1e3)
    each = {query: round(median(times), 1) for query, times in took.items()}
    slowest = dict(sorted(each.items(), key=lambda pair: -pair[1])[:6])
    return {"p95": quantiles([time for times in took.values() for time in times], n=20)[-1], "slowest": slowest}


def one_put() -> float:
    """Milliseconds of putting an item that is there already, in a transaction of its own: p95."""
    from gongkai.web.search.index import put

    took = []
    for row in islice(items(), PUTS):
        begun = time.perf_counter()
        put([row])
        took.append((time.perf_counter() - begun) * 1e3)
    return quantiles(took, n=20)[-1]


if __name__ == "__main__":
    main()
