"""Notices to officers: on the desk, by e-mail and by SMS; never with personal data."""
