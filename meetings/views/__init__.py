from . import agenda, answering, live, naming, planning, polling, printing, reading, recording

__all__ = [
    "agenda",
    "answering",
    "live",
    "naming",
    "planning",
    "polling",
    "printing",
    "reading",
    "recording",
]
