"""Virtual trials: a published trial is a file, never code (trials.md, section 3)."""

from twin.trials.command import main

__all__ = ["main"]
