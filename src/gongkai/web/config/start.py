"""Starting Django from a command, and the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from urllib.request import urlopen

from gongkai.errors import BadSetting, OfficeError
from gongkai.web.config.environment import read_environment

STATIC = Path(__file__).resolve().parents[1] / "static"
END_SECONDS = 10.0
"""Time a worker has to put back what it is at."""
PAUSE_SECONDS = 2.0
"""Before a worker that ended is started anew."""
READY_SECONDS, LOOK_SECONDS = 60.0, 0.2
"""How long, and how often, it is looked whether the server and its worker are ready."""


def start_django() -> None:
    """Load the settings and the apps.

    Raises:
        BadSetting: the environment lacks or misstates a setting.
    """
    environment = read_environment()
    environment.data_dir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.config.settings")
    import django

    django.setup()


def is_up_to_date() -> bool:
    """Whether every migration is applied.

    Raises:
        OfficeError: the database does not answer.
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise OfficeError(
            f"The database does not answer ({' '.join(str(error).split())}); check DATABASE_URL and GONGKAI_DATA_DIR.",
            zh=f"数据库没有响应（{' '.join(str(error).split())}）；请检查DATABASE_URL和GONGKAI_DATA_DIR。",
        ) from None


def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    analyse()


def analyse() -> None:
    """Let the database count its rows: without it SQLite takes poor indexes. Also a daily task."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=400")
        cursor.execute("ANALYZE")


def serve(
    host: str,
    port: int,
    workers: int,
    *,
    with_worker: bool = True,
    worker_log: Path | None = None,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until stopped, with a process that does what is queued and the daily tasks (`gongkai worker`).

    with_worker: False where the worker is run elsewhere; a process that serves the portal alone never has one.
    worker_log: file the worker's lines go to, instead of where those of the server go.
    on_ready: called once, from a thread, when the server answers and the worker has written its first line to its log.

    Raises:
        OfficeError: the port is taken.
    """
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise OfficeError(
                f"Port {port} of {host} is taken; stop what uses it or choose another with --port.",
                zh=f"{host}的端口{port}已被占用；请先停止占用的程序，或用--port另选端口。",
            ) from None
    # A forked worker would inherit typst's locks but not its threads, and hang at its first PDF.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "gongkai.web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,  # more make Python's threads fight for one lock: shared/stack.md, 3
        static_path_mount=[STATIC],
        static_path_route=["/static"],
        static_path_expires=31536000,
        log_level="warning",
        respawn_failed_workers=True,
    )
    beside = Beside(worker_log) if with_worker and read_environment().role != "portal" else None
    if on_ready is not None:
        is_ready = partial(_is_ready, host, port, beside)
        Thread(target=call_when, args=(is_ready, on_ready), name="ready", daemon=True).start()
    with beside or nullcontext():
        server.serve()


def _is_ready(host: str, port: int, beside: Beside | None) -> bool:
    """Whether the server answers and its worker, where its lines go to a file, has begun."""
    if beside is not None and not beside.has_begun:
        return False
    try:
        with urlopen(f"http://{host}:{port}/static/site.css", timeout=5) as answer:  # leaves no line in the log
            return bool(answer.status == 200)
    except OSError:
        return False


def call_when(is_ready: Callable[[], bool], then: Callable[[], None], *, seconds: float = READY_SECONDS) -> None:
    """Call something once it is ready, or when nobody should wait longer."""
    until = monotonic() + seconds
    while not is_ready() and monotonic() < until:
        sleep(LOOK_SECONDS)
    then()


class Beside:
    """A worker beside the server: started anew when it ends, ended with the server, even one that is killed.

    The worker reads its standard input, of which the server holds the other end: when that closes, the server is gone.
    """

    def __init__(self, log: Path | None = None) -> None:
        self._is_over = Event()
        self._log = log
        self._known = log.stat().st_size if log is not None and log.exists() else 0
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, name="worker keeper", daemon=True)

    @property
    def has_begun(self) -> bool:
        """Whether the worker has written a line to its log; without a log nobody can tell, and nobody need wait."""
        return self._log is None or (self._log.exists() and self._log.stat().st_size > self._known)

    def __enter__(self) -> None:
        self._keeper.start()

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        if self._process is not None:
            self._process.terminate()
        self._keeper.join(END_SECONDS)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "gongkai", "worker", "--beside-server"]
        while not self._is_over.is_set():
            with self._log.open("ab") if self._log is not None else nullcontext() as out:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out)
            if self._is_over.is_set():  # asked to end while it was started
                self._process.terminate()
            self._process.wait()
            self._is_over.wait(PAUSE_SECONDS)


def end_with_server() -> None:
    """End this worker when the server that started it is gone."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="server watch", daemon=True).start()


__all__ = ["STATIC", "BadSetting", "migrate", "serve", "start_django"]
