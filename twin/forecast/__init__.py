"""A network that learned the twin once, over all people and treatments: curves and bands in milliseconds, with gradients.

`signals` says what it sees, `network` what it is, `train` how it learns, `weights` what is shipped, `forecaster` what it answers.
"""
