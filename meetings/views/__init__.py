from . import answering, planning, reading

__all__ = ["answering", "planning", "reading"]
