from .letters import CameBackForm, SendAgainForm
from .standing import CredentialsForm, EndForm, MandateForm, OfficeForm, SeatForm

__all__ = [
    "CameBackForm",
    "CredentialsForm",
    "EndForm",
    "MandateForm",
    "OfficeForm",
    "SeatForm",
    "SendAgainForm",
]
