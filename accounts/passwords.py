from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CouncilWordsValidator:
    """A password does not lean on words that everybody here would try first."""

    WORDS = (
        "council",
        "tashkent",
        "recportal",
        "uzbekistan",
        "kazakhstan",
        "rehabilitation",
        "reintegration",
        "совет",
        "ташкент",
    )

    def validate(self, password: str, user: object = None) -> None:
        bare = "".join(sign for sign in password.lower() if sign.isalpha())
        for word in self.WORDS:
            if word in bare and len(bare) - len(word) < 8:
                raise ValidationError(self.get_help_text(), code="password_council_word")

    def get_help_text(self) -> str:
        return _(
            "Your password must not be built around the name of the Council, its city or its subject."
        )
