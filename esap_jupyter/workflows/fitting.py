"""Says whether a workflow is what is looked for, without regard to case."""

import re
from collections.abc import Iterable

from ..models.workflows import Workflow, WorkflowQuestion

__all__ = [
    "by_words",
    "fits",
    "is_filtered",
    "keyword_text",
    "people_text",
    "runtime_text",
    "words_in",
    "words_text",
]

_WORD = re.compile(r'"([^"]+)"|(\S+)')
_MOST = 30


def words_in(text: str) -> list[str]:
    """Split what a person wrote into words; what is in quotes is one.

    Parameters
    ----------
    text
        Words in any order.
    """
    found = [(phrase or word).strip('",') for phrase, word in _WORD.findall(text)[:_MOST]]
    return [each.casefold() for each in found if each]


def fits(workflow: Workflow, question: WorkflowQuestion) -> bool:
    """Tell whether a workflow fits all that is asked for besides words.

    Words are left to the repository, which knows more of its records than it tells.

    Parameters
    ----------
    workflow
        What a repository told.
    question
        What is looked for.
    """
    keyword, runtime = question.keyword.strip().casefold(), question.runtime.strip().casefold()
    if keyword and f"\n{keyword}\n" not in keyword_text(workflow):
        return False
    if not all(word in people_text(workflow) for word in words_in(question.author)):
        return False
    if runtime and runtime not in runtime_text(workflow):
        return False
    if question.kind == "notebook":
        is_unseen = workflow.notebooks is None and bool(workflow.files)
        return workflow.kind == "notebook" or is_unseen
    return not question.kind or workflow.kind == question.kind


def by_words(workflows: Iterable[Workflow], question: WorkflowQuestion) -> list[Workflow]:
    """Choose workflows that have all words, for repositories that cannot search themselves.

    Parameters
    ----------
    workflows
        All of them.
    question
        What is looked for.
    """
    words = words_in(question.text)
    return [each for each in workflows if all(word in words_text(each) for word in words)]


def is_filtered(question: WorkflowQuestion) -> bool:
    """Tell whether a repository may give more than fits."""
    asked = (question.keyword, question.author, question.runtime)
    return any(each.strip() for each in asked) or question.kind != ""


def words_text(workflow: Workflow) -> str:
    """Return all that words are looked for in: also what its notebooks import and read."""
    parts = [workflow.title, workflow.description, workflow.id, workflow.doi, workflow.concept_doi]
    parts += workflow.keywords
    parts += [person.name for person in workflow.authors]
    for notebook in workflow.notebooks or ():
        parts += [notebook.title, notebook.path, *notebook.imports, *notebook.reads]
    return "\n".join(parts).casefold()


def keyword_text(workflow: Workflow) -> str:
    """Return the keywords, each between two ends of lines."""
    return "".join(f"\n{each.casefold()}\n" for each in workflow.keywords)


def people_text(workflow: Workflow) -> str:
    """Return names and ORCIDs."""
    return "\n".join(f"{each.name} {each.orcid}" for each in workflow.authors).casefold()


def runtime_text(workflow: Workflow) -> str:
    """Return what it runs on: as it says, and the languages of its notebooks."""
    languages = [each.language for each in workflow.notebooks or ()]
    kinds = [each.kind for each in workflow.environment]
    return "\n".join([*workflow.runtime, *workflow.requirements, *languages, *kinds]).casefold()
