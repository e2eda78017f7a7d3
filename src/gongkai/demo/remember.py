"""What a demonstration printed, so that a later start need not compile the same reports from the same code again."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import gongkai

NAME = ".made.json"


def code_digest() -> str:
    """A digest of the package's files by name, size and time of change."""
    root = Path(gongkai.__file__).parent
    stats = (
        (path, path.stat()) for path in sorted(root.rglob("*")) if path.suffix in (".py", ".toml", ".json", ".typ")
    )
    told = "\n".join(f"{path.relative_to(root)} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats)
    return sha256(told.encode()).hexdigest()


def recall(folder: Path, language: str) -> dict[str, Any] | None:
    """What was printed in a language when the folder was made by this code; None where it was not, or files are gone."""
    try:
        made = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if made.get("code") != code_digest() or made.get("language") != language:
        return None
    if not all((folder / name).is_file() for name in made["files"]):
        return None
    printed: dict[str, Any] = made["printed"]
    return printed


def remember(folder: Path, language: str, printed: dict[str, Any]) -> None:
    """Keep what was printed beside the files."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*.*") if path.parent.name != "office")
    made = {"code": code_digest(), "language": language, "files": files, "printed": printed}
    (folder / NAME).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
