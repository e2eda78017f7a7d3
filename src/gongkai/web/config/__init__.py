"""Settings, URLs, clock and server of the office on the web."""
