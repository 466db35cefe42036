from . import consensus, drafting, reading

__all__ = ["consensus", "drafting", "reading"]
