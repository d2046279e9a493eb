"""The figures this project publishes about itself, measured by the functions that the tests use too; `command.py` runs them all."""
