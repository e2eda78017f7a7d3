"""Reading in a process of its own, with a limit of time and memory: a C library cannot be interrupted, a process can.

A worker serves one file after another; it is killed when a file takes too long and started anew for the next.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport

SECONDS = 10.0
"""Time one file may take."""

MEGABYTES = 500
"""Memory one file may take beyond what the reader itself needs."""

_START = 60.0
"""Time a worker may take to start on a busy machine."""


class Worker:
    """A process that reads reports. Use it as a context; it is not safe for several threads at once."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, path: Path) -> AnnualReport:
        """Return the report of a file.

        Raises:
            DocumentError: what the reader says of the file, or that it took too long, too much memory, or ended the
                process.
        """
        pipe = self._ready()
        try:
            pipe.send(path)
            if not pipe.poll(self.seconds):
                self._stop()
                raise DocumentError(
                    f"{path} was not read within {self.seconds:g} s; it is not an ordinary file.",
                    zh=f"{path}在{self.seconds:g}秒内没有读完，不是正常的文件。",
                )
            report, en, zh = pipe.recv()
        except (EOFError, OSError):
            self._stop()
            raise DocumentError(
                f"{path} ended the program that reads it; it is not an ordinary file.",
                zh=f"{path}使读取程序中断，不是正常的文件。",
            ) from None
        if report is None:
            raise DocumentError(en, zh=zh)
        found: AnnualReport = report
        return found

    def _ready(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.megabytes), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        with suppress(EOFError):
            if ours.poll(_START) and ours.recv():
                return ours
        self._stop()
        raise DocumentError("The program that reads files did not start.", zh="读取程序没有启动。")

    def _stop(self) -> None:
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def read_all(paths: Iterable[Path], *, jobs: int = 1) -> Iterator[tuple[Path, AnnualReport | DocumentError]]:
    """Yield each file with its report or the reason it has none, in the order given.

    Args:
        jobs: workers that read side by side.
    """
    if jobs <= 1:
        with Worker() as worker:
            for path in paths:
                yield path, _read(worker, path)
        return
    queue = list(paths)
    shares = [queue[start::jobs] for start in range(jobs)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        lanes = [pool.submit(_lane, share) for share in shares if share]
        done = [lane.result() for lane in lanes]
    for place in range(len(queue)):
        yield done[place % jobs][place // jobs]


def _lane(paths: Sequence[Path]) -> list[tuple[Path, AnnualReport | DocumentError]]:
    with Worker() as worker:
        return [(path, _read(worker, path)) for path in paths]


def _read(worker: Worker, path: Path) -> AnnualReport | DocumentError:
    try:
        return worker.read(path)
    except DocumentError as error:
        return error


def _serve(pipe: Connection, megabytes: int) -> None:
    """The life of a worker: say that it is there, then answer path after path."""
    from gongkai.documents.read import READERS, read_file_report

    for name in READERS:
        __import__(f"gongkai.documents.readers.{name}")
    _limit_memory(megabytes)
    pipe.send(True)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((read_file_report(path), "", ""))
        except DocumentError as error:
            pipe.send((None, str(error), error.zh))
        except MemoryError:
            pipe.send((None, f"{path} needs more than {megabytes} MiB.", f"{path}需要的内存超过{megabytes} MiB。"))
        except Exception as error:  # noqa: BLE001  # a slip of ours on one file must not stop the rest
            what = f"{type(error).__name__}: {error}"
            pipe.send((None, f"{path} met a fault of the reader ({what}).", f"读取{path}时程序出错（{what}）。"))


def _limit_memory(megabytes: int) -> None:
    """Let this process grow by so much and no more, where the system can say so (not on Windows or macOS)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        now = pages * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 2**20, now + megabytes * 2**20))
