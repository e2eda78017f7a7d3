"""The backend itself, under the name Django looks for."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection kept from request to request is looked at before its first use, without asking the server.

    A server that stopped, restarted or ended the connection has closed its side, and the socket can be read; a sound
    idle connection says nothing. Django asks `SELECT 1` instead, a third of the time of a page shown from memory.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred:
            return bool(super().is_usable())
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)
