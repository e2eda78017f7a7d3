"""`python -m gongkai`."""

import sys

from gongkai.cli import main

if __name__ == "__main__":  # processes that are spawned import this file again
    sys.exit(main())
