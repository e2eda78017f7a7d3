"""The files a command is given: names, folders, patterns that the shell left as they are; and files it writes."""

from __future__ import annotations

import glob
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gongkai.errors import DocumentError, UsageError


def expand(names: Iterable[str], *, leaving_out: Iterable[Path] = ()) -> list[Path]:
    """Return the files named, those in the folders named and those that fit a pattern, each once.

    A folder with a report.json stands for that file. Files of a folder or pattern come in the order of their names;
    hidden files and the lock files of Office are left out, and so are `leaving_out` and what stands below them.

    Raises:
        UsageError: a pattern that no file fits, or a folder without a file.
    """
    hidden = [_full(path) for path in leaving_out]
    found: dict[Path, Path] = {}
    for name in names:
        path = Path(name)
        if glob.has_magic(name) and not path.exists():
            kept = [one for match in sorted(glob.glob(name, recursive=True)) for one in _files(Path(match))]
        elif path.is_dir():
            kept = list(_files(path))
        else:
            kept = [path]
        if path not in kept:
            kept = [one for one in kept if _is_wanted(one) and not any(_is_within(_full(one), out) for out in hidden)]
        if not kept:
            raise UsageError(f"No file fits {name!r}; check the name.", zh=f"没有与“{name}”相符的文件；请核对名称。")
        for one in kept:
            found.setdefault(_full(one), one)
    return list(found.values())


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
    elif (path / "report.json").is_file():
        yield path / "report.json"
    else:
        yield from sorted(one for one in path.rglob("*") if one.is_file())


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith((".", "~$"))


def _full(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def require_apart(out: Path, sources: Iterable[Path], *, is_folder: bool = False) -> None:
    """Raise UsageError where writing `out` would replace a file that is read, or put pages among the files read."""
    place = _full(out)
    for source in map(_full, sources):
        if source == place or (is_folder and source.parent == place):
            raise UsageError(
                f"{out} holds files that are read; choose another place to write to.",
                zh=f"{out}是要读取的文件或其所在的文件夹；请写到别处。",
            )


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A temporary name beside a file that is being written; the whole file takes its place at the end, or none does.

    Raises:
        DocumentError: the file or its folder cannot be written.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except BrokenPipeError:  # of what the body prints
        raise
    except OSError as error:
        raise DocumentError.unwritable(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def save(path: Path, data: bytes) -> None:
    """Write a whole file or none. Raises DocumentError where it cannot be written."""
    with placed(path) as temporary:
        temporary.write_bytes(data)
