"""What is wrong with a form: each problem is said beside its field, and all of them above the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simcall.errors import SimcallError

__all__ = ["FormProblem", "FormProblemsError", "by_field"]


@dataclass(frozen=True)
class FormProblem:
    """Something that is wrong with a form.

    Attributes
    ----------
    text : str
        What is wrong and what to do instead, as it stands beside the field.
    field : str
        The control to go to, by its id; empty if no one field is wrong.
    where : str
        What the field is about, for those who do not stand before it.
    """

    text: str
    field: str = ""
    where: str = ""

    def __str__(self) -> str:
        """Return it as the list above the form has it."""
        return f"{self.where}: {self.text}" if self.where else self.text


class FormProblemsError(SimcallError):
    """A form that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[FormProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def by_field(problems: Sequence[FormProblem]) -> dict[str, str]:
    """Return what stands beside each field that something is wrong with."""
    texts: dict[str, list[str]] = {}
    for problem in problems:
        if problem.field:
            texts.setdefault(problem.field, []).append(problem.text)
    return {field: "; ".join(all_of_it) for field, all_of_it in texts.items()}
