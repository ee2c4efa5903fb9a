"""The public names of simcall: what people write after `sc.`."""

import subprocess
import sys

import pytest

import simcall as sc
from simcall import api


@pytest.mark.parametrize("name", [name for name in sc.__all__ if not name.startswith("_")])
def test_a_name_is_the_one_of_the_list(name: str) -> None:
    """Every public name is what `simcall.api` lists, whichever module it is read from."""
    assert name in api.__all__ or name in ("Problem", "ResultsError", "ScenarioError", "SimcallError")
    assert name not in api.__all__ or getattr(sc, name) is getattr(api, name)


def test_a_study_loads_only_what_it_needs() -> None:
    """A sweep loads neither SciPy nor pandas, which take a second and 100 MB. Control: the whole list loads both."""
    script = "import sys, simcall as sc; {}; print('scipy' in sys.modules, 'pandas' in sys.modules)"
    loaded = [
        subprocess.run([sys.executable, "-c", script.format(name)], check=True, capture_output=True, text=True).stdout
        for name in ("sc.sweep", "import simcall.api")
    ]
    assert [text.split() for text in loaded] == [["False", "False"], ["True", "True"]]
