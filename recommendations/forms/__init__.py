"""What people type, made into values; nothing is saved here."""

from .consensus import (
    ChangeForm,
    CorrigendumForm,
    DeclarationForm,
    ExtendForm,
    LiftForm,
    PositionForm,
    RecordedPositionForm,
    RoundForm,
    StatementForm,
    TextOnAgendaForm,
    VerifyForm,
)  # fmt: skip
from .discussing import AmendmentForm, AnswerForm, CommentForm, DecisionForm, DispositionForm, MatrixFileForm
from .drafting import (
    AdmissionForm,
    AssignForm,
    BeginForm,
    ParagraphForm,
    ParticularsForm,
    ProposalForm,
    ReasonForm,
    TitlesForm,
    TurnDownForm,
    WhyForm,
)  # fmt: skip
from .following import (
    AddresseeAnswerForm,
    CycleForm,
    EvidenceForm,
    ItemForm,
    MatchForm,
    OfferForm,
    PassForm,
    PublicationForm,
    QuestionForm,
    ReplaceForm,
    ReplyForm,
    ReviewForm,
    SubmitForm,
)  # fmt: skip

__all__ = [
    "AddresseeAnswerForm", "AdmissionForm", "AmendmentForm", "AnswerForm", "AssignForm", "BeginForm", "ChangeForm",
    "CommentForm", "CorrigendumForm", "CycleForm", "DecisionForm", "DeclarationForm", "DispositionForm", "EvidenceForm",
    "ExtendForm", "ItemForm", "LiftForm", "MatchForm", "MatrixFileForm", "OfferForm", "ParagraphForm", "ParticularsForm",
    "PassForm", "PositionForm", "ProposalForm", "PublicationForm", "QuestionForm", "ReasonForm", "RecordedPositionForm",
    "ReplaceForm", "ReplyForm", "ReviewForm", "RoundForm", "StatementForm", "SubmitForm", "TextOnAgendaForm", "TitlesForm", "TurnDownForm",
    "VerifyForm", "WhyForm",
]  # fmt: skip
