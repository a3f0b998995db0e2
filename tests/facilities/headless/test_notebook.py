"""Parameters are given as papermill does, and are literals whatever they hold."""

import ast
import json
import math

import pytest

from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.facilities.headless.notebook import (
    INJECTED,
    Place,
    language_of,
    parameters_cell,
    place_of,
    read_notebook,
)
from tests.support.batch import notebook


@pytest.mark.parametrize(
    ("tags", "place"),
    [
        ({}, Place(index=0)),
        ({0: ["parameters"]}, Place(index=1)),
        ({1: ["x", "parameters"]}, Place(index=2)),
        ({0: ["parameters"], 1: [INJECTED]}, Place(index=1, replaces=True)),
    ],
)
def test_parameters_go_where_papermill_puts_them(tags, place):
    assert place_of(notebook("a", "b", tags=tags)) == place


@pytest.mark.parametrize("metadata", [None, 3, {"tags": "parameters"}, {"tags": [["parameters"]]}])
def test_odd_tags_are_none(metadata):
    cell = {"cell_type": "code", "metadata": metadata, "source": ""}
    assert place_of({"cells": [cell]}) == Place(index=0)


def test_values_are_literals_that_give_the_same_values():
    values = {
        "text": 'a"b\'c\n; import os; os.system("x") # é \u2028 {x} \\',
        "number": 2**63,
        "ratio": 0.1,
        "nothing": None,
        "yes": True,
        "nested": {"a": [1, [2.5, "x"], {"b": None}]},
    }
    tree = ast.parse(parameters_cell(values, "python"))
    assert {each.targets[0].id: ast.literal_eval(each.value) for each in tree.body} == values


def test_numbers_that_are_none_are_numbers():
    found = {}
    exec(parameters_cell({"a": math.nan, "b": -math.inf}, "python"), found)
    assert math.isnan(found["a"])
    assert found["b"] == -math.inf


@pytest.mark.parametrize("name", ["a b", "1a", "a;b", "import", "", "a.b", "a\n"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(BadRequestError, match="name of a parameter"):
        parameters_cell({name: 1}, "python")


@pytest.mark.parametrize("value", [b"x", {1, 2}, object()])
def test_what_cannot_be_written_down_is_refused(value):
    with pytest.raises(BadRequestError, match="cannot be written down"):
        parameters_cell({"x": value}, "python")


def test_what_is_too_deep_is_refused():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(BadRequestError, match="too deep"):
        parameters_cell({"x": value}, "python")


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"language": "Julia"}}, "julia"),
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": 3, "language_info": None}, "python"),
        (None, "python"),
    ],
)
def test_the_language_is_the_kernels(metadata, language):
    assert language_of({"metadata": metadata}) == language
    if language != "python":
        with pytest.raises(NotAvailableError, match=language):
            parameters_cell({"x": 1}, language)


def test_outputs_are_left_out_when_it_is_run_anew():
    made = notebook("1")
    made["cells"][0] |= {"outputs": [{"output_type": "x"}], "execution_count": 7}
    read = read_notebook(json.dumps(made).encode(), "a.ipynb")
    assert (read["cells"][0]["outputs"], read["cells"][0]["execution_count"]) == ([], None)
