"""Writes what is looked for in the language of Zenodo's search (query strings of OpenSearch)."""

import re

from ...models.workflows import WorkflowQuestion

__all__ = ["query_of"]

_WORD = re.compile(r'"[^"]+"|\S+')
_PLAIN = re.compile(r"[\w.']+")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_MOST = 30
_SUBJECTS = "metadata.subjects.subject"


def query_of(question: WorkflowQuestion) -> str:
    """Make the text of a query; all its words have to be there, which is not so by itself.

    A keyword goes in as a phrase of the text: the filter by keyword knows capital letters, and
    people do not. Whether a phrase is a keyword is seen when the record has come.

    Parameters
    ----------
    question
        What is looked for.
    """
    parts = [_word(each) for each in _WORD.findall(question.text)[:_MOST]]
    parts += [_word(each) for each in question.author.replace(",", " ").split()[:_MOST]]
    keyword = _phrase(question.keyword)
    if keyword:
        # Which fields a search without a field looks at is the installation's own choice.
        parts.append(f"({keyword} {_SUBJECTS}:{keyword})")
    return " ".join(f"+{part}" for part in parts if part)


def _word(text: str) -> str:
    """Quote what would be an operator, such as ``/``, which begins a regular expression."""
    is_plain = _PLAIN.fullmatch(text) and text not in _OPERATORS
    return text if is_plain else _phrase(text)


def _phrase(text: str) -> str:
    words = " ".join(re.sub(r'["\\]', " ", text).split())
    return f'"{words}"' if words.strip("*?/ ") else ""
