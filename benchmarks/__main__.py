"""`python -m benchmarks`: the core, then the page where it can be measured."""

from benchmarks import core

core.main()
