"""Staff accounts: login, second factor, sessions, single sign-on. Citizens have none."""
