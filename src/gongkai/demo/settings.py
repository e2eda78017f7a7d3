"""The environment of the demonstration: secrets made on the first start, kept beside its data; for this machine only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from gongkai.web.config.environment import new_secrets

PASSWORD = "GONGKAI_DEMO_PASSWORD"


def set_environment(folder: Path) -> None:
    """Set the environment for an office in a folder; what the caller's environment says of secrets does not count."""
    file = folder / "secrets.env"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        made = new_secrets() | {PASSWORD: f"demo-{secrets.token_hex(4)}"}
        part = folder / ".secrets.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
            out.writelines(f"{name}={value}\n" for name, value in made.items())
        os.replace(part, file)
    for line in file.read_text(encoding="ascii").splitlines():
        name, _, value = line.partition("=")
        os.environ[name] = value
    os.environ.update(
        GONGKAI_DEMO="1", GONGKAI_HTTPS="0", GONGKAI_DATA_DIR=str(folder), GONGKAI_ROLE="all", DATABASE_URL=""
    )
