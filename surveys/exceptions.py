"""Refusals that a caller can expect; the view or the command finds the words."""


class QuestionnaireRefused(Exception):
    """The definition cannot be used; `problems` are sentences that name the place and say what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class QuestionnairePublished(Exception):
    """A published questionnaire never changes; make a new version."""


class QuestionnaireUnfit(Exception):
    """The edition cannot have this questionnaire; the text says why and what to do."""


class ChangeUnconfirmed(Exception):
    """More than words would change while there are answers, so somebody must say to know that."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("\n".join(differences))
        self.differences = differences


class ChangeRefused(Exception):
    """The gemeenten cannot be changed like that; the text is Dutch and says what to do."""


class ResultsRefused(Exception):
    """The results cannot be made public; the text is Dutch and says why."""


class FigureChanged(Exception):
    """The figure has other numbers, or another headline, than when somebody looked at it."""


class ThemeRefused(Exception):
    """The codebook cannot be changed like that, or the theme not be given; the text is Dutch and says what to do."""


class AnswerChanged(Exception):
    """The respondent changed the answer since it was shown."""


class QuoteRefused(Exception):
    """The text may not be quoted like that; the text is Dutch and says what to do."""


class CleaningRefused(Exception):
    """That cannot be done with the response; the text is Dutch and says why or what to do."""


class FiguresRefused(Exception):
    """A list of figures cannot be read; `problems` are Dutch sentences that name the row and say what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ResponseClosed(Exception):
    """The edition is not open, so nothing can be stored."""


class ResponseIncomplete(Exception):
    """Sending was refused; `problems` says what has to be mended, by question."""

    def __init__(self, problems: list) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems
