"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from councils.lifecycle import BodyKind, SeatKind
from rec_portal.database import listed, paired

from ..lifecycle import RELEASED_BY_TWO, Category, Nature, widens

FACTS = {
    "wider": paired(
        (now, then) for now in RELEASED_BY_TWO for then in Category.values if widens(now, then)
    ),
    "member": listed([SeatKind.MEMBER])[1:-1],
    "statement": listed([Nature.STATEMENT])[1:-1],
    "plenary": listed([BodyKind.PLENARY])[1:-1],
    "only_secretariat": listed([Category.SECRETARIAT])[1:-1],
    "only_restricted": listed([Category.RESTRICTED])[1:-1],
}
