from . import agenda, answering, naming, planning, polling, printing, reading

__all__ = ["agenda", "answering", "naming", "planning", "polling", "printing", "reading"]
