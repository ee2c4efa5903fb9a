"""The summary of a calibration, as its folder holds it: declared once for all that read it back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from simcall.files.documents import check_schema, check_shape, read_document
from simcall.measures import Verdict
from simcall.scenario.models.paths import parse_path

__all__ = ["read_summary"]

_REMEDY = "make the results again: simcall calibrate STUDY"
_Count = Annotated[int, Field(ge=0)]
_Path = Annotated[str, AfterValidator(lambda path: parse_path(path) and path)]
_Span = Annotated[list[float], Field(min_length=2, max_length=2)]


class _Part(BaseModel):
    """Other keys of a summary are ignored: they are for other programs."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False)


class _Parameter(_Part):
    name: str
    paths: list[_Path]
    where: dict[str, list[_Path]]
    unit: str
    whole: bool
    low: float
    high: float
    value: float
    can_be_met_with: _Span | None
    ensemble_90: _Span | None


class _Target(_Part):
    scenario: str
    figure: str
    at: str
    value: float
    tolerance: float
    found: float | None
    reach: float | None
    one_span_strays: float | None
    verdict: Annotated[Verdict, Field(strict=False)]
    source: str
    curve: _Count | None = None
    where: float | None = None
    force: str = ""
    published: _Span | None = None


class _Curve(_Part):
    scenario: str
    figure: str
    against: str
    moved_by: list[str]
    values: list[str]
    levels: _Count
    discrepancy: float


class _Fresh(_Part):
    seed: _Count
    replications: _Count


class _Ensemble(_Part):
    members: list[list[float]]
    tried: _Count


class _Matching(_Part):
    simulated: _Count
    remaining: _Count
    sentence: str


class _Summary(_Part):
    study: str
    seed: _Count
    parameters: list[_Parameter]
    targets: list[_Target]
    curves: list[_Curve] = []
    confirmed_on: _Fresh
    why_missed: list[str]
    warnings: list[str]
    singular_values: list[float]
    not_identified: list[str]
    settled: list[str] = []
    ensemble: _Ensemble
    matching: _Matching | None = None
    evaluations: _Count

    @model_validator(mode="after")
    def _pairs_have_their_curve(self) -> Self:
        if any(target.curve is not None and target.curve >= len(self.curves) for target in self.targets):
            raise ValueError("a pair belongs to a curve that is not there")
        return self

    @model_validator(mode="after")
    def _members_have_all_values(self) -> Self:
        if any(len(member) != len(self.parameters) for member in self.ensemble.members):
            raise ValueError("a set of the ensemble has not one value for each parameter")
        return self


def read_summary(path: Path) -> Mapping[str, Any]:
    """Return a calibration's summary, if every value in it is as simcall writes it.

    Raises
    ------
    ResultsError
        If it cannot be read, is of another version, or somebody changed it.
    """
    summary = read_document(path, _REMEDY)
    check_schema(summary, path, _REMEDY)
    check_shape(summary, _Summary, path, _REMEDY)
    return summary
