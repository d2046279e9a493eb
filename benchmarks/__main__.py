"""`python -m benchmarks`: the core, then the page in headless Chromium."""

from benchmarks import core, page

core.main()
page.main()
