"""Reading in a process of its own, with a limit of time and memory: a C library cannot be interrupted, a process can.

A worker serves one file after another; it is killed when a file takes too long and started anew for the next.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport

SECONDS = 10.0
"""Time one file may take."""

MEGABYTES = 500
"""Memory one file may take beyond what the reader itself needs."""

OCR_SECONDS = 60.0
"""Time one picture may take once the worker says that it looks into pictures (OCR)."""

OCR_MEGABYTES = 4096
"""Memory a file whose pictures are looked into may take: address space of the models and their threads, mostly unused."""

_START = 60.0
"""Time a worker may take to start on a busy machine."""

_PICTURE = "picture"
"""What a worker says before it looks into a picture."""

_AHEAD = 4
"""Files a worker that are read before it is their turn."""


class Worker:
    """A process that reads reports. Use it as a context; it is not safe for several threads at once."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._is_closed = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, path: Path) -> tuple[AnnualReport, ...]:
        """Return the reports of a file, one as a rule.

        `seconds` and `megabytes` hold for the reading; each picture that is looked into has `OCR_SECONDS` more.

        Raises:
            DocumentError: what the reader says of the file, or that it took too long, too much memory, or ended the
                process.
        """
        pipe = self._ready()
        try:
            pipe.send(path)
            answer: Any = _PICTURE
            seconds = self.seconds
            while answer == _PICTURE:
                if not pipe.poll(seconds):
                    self._stop()
                    raise DocumentError(
                        f"{path} was not read within {seconds:g} s; it is not an ordinary file.",
                        zh=f"{path}在{seconds:g}秒内没有读完，不是正常的文件。",
                    )
                answer, seconds = pipe.recv(), OCR_SECONDS
            reports, en, zh = answer
        except (EOFError, OSError):
            self._stop()
            raise DocumentError(
                f"{path} ended the program that reads it; it is not an ordinary file.",
                zh=f"{path}使读取程序中断，不是正常的文件。",
            ) from None
        if reports is None:
            raise DocumentError(en, zh=zh)
        found: tuple[AnnualReport, ...] = reports
        return found

    def close(self) -> None:
        """End the process for good; may be called from another thread, whose reading then fails."""
        self._is_closed = True
        process = self._process
        if process is not None:
            with suppress(AttributeError, OSError, ValueError):  # not started yet, or gone in this moment
                process.kill()

    def _ready(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.megabytes), daemon=True)
        with interrupts_blocked():
            self._process.start()
        theirs.close()
        self._pipe = ours
        with suppress(EOFError):
            if not self._is_closed and ours.poll(_START) and ours.recv():
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


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach: who started it ends it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows; `_serve` does what it can
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


Reading = tuple[Path, tuple[AnnualReport, ...] | DocumentError]
"""A file with its reports, or the reason it has none."""


def read_all(paths: Iterable[Path], *, jobs: int = 1) -> Generator[Reading, None, None]:
    """Yield each file with its reports or the reason it has none, in the order given, as soon as it is its turn.

    Only a few files a worker are read ahead, so ten thousand take no more memory than ten. Closing the iterator ends
    every worker at once.

    Args:
        jobs: workers that read side by side.
    """
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker()) for _ in range(max(1, jobs))]
        if len(workers) == 1:
            yield from ((path, _read(workers[0], path)) for path in paths)
            return
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=len(workers)))
        stack.callback(_give_up, pool, workers)
        idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in workers:
            idle.put(worker)
        ahead: deque[tuple[Path, Future[tuple[AnnualReport, ...] | DocumentError]]] = deque()
        for path in paths:
            if len(ahead) == _AHEAD * len(workers):
                done, future = ahead.popleft()
                yield done, future.result()
            ahead.append((path, pool.submit(_read_when_idle, idle, path)))
        while ahead:
            done, future = ahead.popleft()
            yield done, future.result()


def _give_up(pool: ThreadPoolExecutor, workers: Iterable[Worker]) -> None:
    """Let no further file be read, and end what is being read."""
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.close()


def _read_when_idle(idle: SimpleQueue[Worker], path: Path) -> tuple[AnnualReport, ...] | DocumentError:
    worker = idle.get()
    try:
        return _read(worker, path)
    finally:
        idle.put(worker)


def _read(worker: Worker, path: Path) -> tuple[AnnualReport, ...] | DocumentError:
    try:
        return worker.read(path)
    except DocumentError as error:
        return error


def _serve(pipe: Connection, megabytes: int) -> None:
    """The life of a worker: say that it is there, then answer path after path."""
    from gongkai.documents.read import READERS, read_file_reports

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in READERS:
        __import__(f"gongkai.documents.readers.{name}")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its buffers, one a core, count as memory
    limit_memory(megabytes, most=megabytes + OCR_MEGABYTES)

    def before_picture() -> None:
        limit_memory(megabytes + OCR_MEGABYTES)
        pipe.send(_PICTURE)

    pipe.send(True)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((read_file_reports(path, before_picture=before_picture), "", ""))
        except DocumentError as error:
            pipe.send((None, str(error), error.zh))
        except MemoryError:
            pipe.send((None, f"{path} needs more than {megabytes} MiB.", f"{path}需要的内存超过{megabytes} MiB。"))
        except Exception as error:  # noqa: BLE001  # a slip of ours on one file must not stop the rest
            what = f"{type(error).__name__}: {error}"
            pipe.send((None, f"{path} met a fault of the reader ({what}).", f"读取{path}时程序出错（{what}）。"))
        limit_memory(megabytes)


def limit_memory(megabytes: int, *, most: int | None = None) -> None:
    """Let this process grow by so much and no more, where the system can say so (not on Windows or macOS).

    most: what it may ever be let grow to; told once, at first.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        now = pages * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1] if most is None else now + most * 2**20
        soft = now + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
