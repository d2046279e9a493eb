"""`python -m twin`."""

import sys

from twin.cli import main

sys.exit(main(sys.argv[1:]))
