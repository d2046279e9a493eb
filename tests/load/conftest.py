"""The same image as the deploy tests."""

from tests.deploy.conftest import image

__all__ = ["image"]
