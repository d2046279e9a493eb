"""Which constants the published trials fix, and how well. `python -m twin calibrate`; data/calibration.toml lists the constants."""
