"""Until the heartbeat's test imports it from there."""

from benchmarks.reliability.people import *  # noqa: F403
