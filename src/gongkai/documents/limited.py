"""One function run in a process of its own, with a limit of time and memory: what `worker` does for reading, for the rest.

A process is started for each call (about half a second); it is killed when it takes too long.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from gongkai.documents.worker import interrupts_blocked, limit_memory
from gongkai.errors import DocumentError

SECONDS = 120.0
MEGABYTES = 1024

R = TypeVar("R")


def run_limited(
    function: Callable[..., R], *arguments: object, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> R:
    """Return what a function returns; give arguments by name with `functools.partial`.

    Args:
        function: stands at the top of a module; arguments and result can be pickled.
        seconds: from the start of the process. megabytes: beyond what the started process takes.
    Raises:
        DocumentError: what the function says; or it took too long, too much memory, or ended the process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, megabytes), daemon=True)
    with interrupts_blocked():
        process.start()
    theirs.close()
    try:
        ours.send((function, arguments))
        if not ours.poll(seconds):
            raise DocumentError(
                f"The file was not dealt with within {seconds:g} s; it is not an ordinary file, or it has to be split.",
                zh=f"文件在{seconds:g}秒内没有处理完；文件不正常，或者需要拆分。",
            )
        is_done, found, zh = ours.recv()
    except (EOFError, OSError):
        raise DocumentError(
            "The file ended the program that deals with it; it is not an ordinary file.",
            zh="文件使处理程序中断，不是正常的文件。",
        ) from None
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    if not is_done:
        raise DocumentError(found, zh=zh)
    result: R = found
    return result


def _serve(pipe: Connection, megabytes: int) -> None:
    """The life of the process: one call."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        function, arguments = pipe.recv()
        limit_memory(megabytes)
        answer: tuple[bool, Any, str] = (True, function(*arguments), "")
    except DocumentError as error:
        answer = (False, str(error), error.zh)
    except MemoryError:
        answer = (False, f"The file needs more than {megabytes} MiB.", f"文件需要的内存超过{megabytes} MiB。")
    except Exception as error:  # noqa: BLE001  # a slip of ours on one file is an answer too
        what = f"{type(error).__name__}: {error}"
        answer = (False, f"Dealing with the file met a fault ({what}).", f"处理文件时程序出错（{what}）。")
    pipe.send(answer)
