"""The version of the package; a module of its own, so that every room can read it without the public door."""

__version__ = "0.1.0"
