from . import pages, standing

__all__ = ["pages", "standing"]
