"""The nouns of publishing; see `esap_jupyter.models`."""

from .base import Model

__all__ = ["Publication", "PublicationRequest"]


class PublicationRequest(Model, kw_only=True, frozen=True):
    """What is to be uploaded as a draft; paths are relative to the workspace.

    What is empty is looked for beside the notebook: ``environment`` as environment.yml,
    requirements.txt and others, ``codemeta`` as codemeta.json. ``basket`` is whether the basket's
    items go along as a list, without their files. ``others`` are more files.
    """

    notebook: str
    environment: str = ""
    codemeta: str = ""
    others: list[str] = []
    basket: bool = False


class Publication(Model, kw_only=True, frozen=True):
    """A draft that nobody but its owner sees, and that only they publish, on its page.

    ``doi`` is what the repository has reserved for it. ``warnings`` say what others would miss.
    """

    repository: str
    id: str
    url: str
    doi: str = ""
    title: str
    files: list[str]
    warnings: list[str] = []
