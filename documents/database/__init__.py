"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from councils.lifecycle import BodyKind, SeatKind
from rec_portal.database import one, paired

from ..lifecycle import RELEASED_BY_TWO, Category, Nature, widens

FACTS = {
    "wider": paired(
        (now, then) for now in RELEASED_BY_TWO for then in Category.values if widens(now, then)
    ),
    "member": one(SeatKind.MEMBER),
    "statement": one(Nature.STATEMENT),
    "plenary": one(BodyKind.PLENARY),
    "only_secretariat": one(Category.SECRETARIAT),
    "only_restricted": one(Category.RESTRICTED),
}
