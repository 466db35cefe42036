from . import adopting, consensus, discussing, drafting, exports, following, reading

__all__ = ["adopting", "consensus", "discussing", "drafting", "exports", "following", "reading"]
