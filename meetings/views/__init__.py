from . import agenda, answering, live, naming, planning, polling, printing, reading

__all__ = ["agenda", "answering", "live", "naming", "planning", "polling", "printing", "reading"]
