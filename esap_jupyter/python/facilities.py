"""Somewhere else to run, from Python."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..errors import BadRequestError
from ..models.facilities import Facility, FacilityFit, FitRequest, LaunchRequest
from .facility_jobs import FacilityJobs, jobs, plan, submit
from .facility_lists import FacilityList, FitList
from .launch_handle import LaunchHandle

__all__ = ["FacilityHandle", "document_of", "facilities", "facility", "named_of"]


def facilities() -> FacilityList:
    """List the facilities of this deployment; none is contacted."""
    from .. import api

    return FacilityList(FacilityHandle(each) for each in api.platform().facilities.list())


def facility(id: str) -> "FacilityHandle":  # noqa: A002  (what it is called everywhere)
    """Return a facility, to launch notebooks or submit jobs there; it is not contacted.

    Raises
    ------
    NotFoundError
        There is none of that id.
    """
    from .. import api

    known = api.platform().facilities
    found = next((each for each in known.list() if each.id == id), None)
    if found is None:
        known.get(id)
    assert found is not None
    return FacilityHandle(found)


class FacilityHandle:
    """One facility.

    Parameters
    ----------
    model
        As it is known.
    """

    def __init__(self, model: Facility) -> None:
        self.model = model

    @property
    def id(self) -> str:
        """By which it is asked."""
        return self.model.id

    @property
    def options(self) -> dict[str, Any]:
        """What can be chosen, by name, each as JSON Schema; it may be asked for that."""
        from .. import api

        form = api.platform().facilities.get(self.id).options() or {}
        return dict(form.get("properties", {}))

    def check(self) -> Facility:
        """Contact it; ``problem`` of what is returned says what is wrong, if anything."""
        from .. import api

        self.model = api.platform().facilities.check(self.id)
        return self.model

    def launch(
        self,
        what: Any = None,
        notebook: str = "",
        *,
        basket: Any = None,
        existing: str = "ask",
        wait: bool = True,
        **options: Any,
    ) -> LaunchHandle:
        """Open a notebook there, with its data.

        Parameters
        ----------
        what
            A notebook's path, or a workflow of `esap_jupyter.api.workflows`, or its id.
        notebook
            Which notebook of the workflow.
        basket
            What travels along: ``esap.basket``, items of it, or a document; it is fetched there
            by the notebook's first cell.
        existing
            What happens to files of the same name there: ``ask`` (an error that names them),
            ``overwrite``, ``keep`` or ``beside``.
        wait
            Whether to wait until it is open; interrupting that ends the launch.
        options
            What `options` describes.

        Raises
        ------
        ConflictError
            There are other files of these names.
        NotLoggedInError
            The facility wants a login.
        EsapError
            It cannot be launched there.
        """
        from .. import api

        fields = {
            **named_of(what, notebook),
            "facility": self.id,
            "basket": document_of(basket),
            "existing": existing,
            "options": options,
        }
        try:
            request = msgspec.convert(fields, LaunchRequest)
        except msgspec.ValidationError as error:
            raise BadRequestError(
                f"The launch makes no sense: {error}.",
                remedy="existing is ask, overwrite, keep or beside.",
            ) from error
        esap = api.platform()
        handle = LaunchHandle(esap.launches.start(request), esap)
        return handle.wait() if wait else handle

    def launches(self) -> list[LaunchHandle]:
        """List what was launched there, the newest first."""
        from .. import api

        esap = api.platform()
        return [LaunchHandle(each, esap) for each in esap.launches.list(self.id)]

    def submit(
        self,
        what: Any,
        parameters: Any = None,
        *,
        notebook: str = "",
        arguments: Any = (),
        inputs: Any = (),
        dids: Any = (),
        outputs: Any = (),
        folder: Any = "",
        basket: Any = None,
        name: str = "",
        **options: Any,
    ) -> FacilityJobs:
        """Run a notebook or a script there unattended, once for each set of parameters.

        Parameters
        ----------
        what
            A path, or a workflow of `esap_jupyter.api.workflows`, or its id.
        parameters
            What the notebook's parameters cell is given: a dict, or a list of them for as many
            jobs.
        notebook
            Which notebook of the workflow.
        arguments
            What a script is called with.
        inputs
            Files that travel along.
        dids
            What the job reads: DIDs, ``rucio://lake/scope:name``, web addresses, or what the
            facility itself brings (``LFN:/…`` at DIRAC).
        outputs
            Patterns of the files that come back; all that are new by default.
        folder
            Where they go by themselves when a job has ended; else fetch them by ``outputs()``.
        basket
            What travels along: ``esap.basket``, items of it, or a document.
        name
            What the jobs are called.
        options
            What `options` describes.

        Returns
        -------
        FacilityJobs
            The jobs that were taken.

        Raises
        ------
        NotLoggedInError
            The facility wants a login.
        EsapError
            It took none.
        """
        return submit(
            self.id,
            what,
            notebook,
            parameters=parameters,
            arguments=arguments,
            inputs=inputs,
            dids=dids,
            outputs=outputs,
            folder=folder,
            basket=basket,
            name=name,
            options=options,
        )

    def plan(self, what: Any, parameters: Any = None, notebook: str = "", **fields: Any) -> str:
        """Return what `submit` would send, in the facility's own language; nothing is sent."""
        return plan(self.id, what, notebook, parameters=parameters, **fields)

    def jobs(self) -> FacilityJobs:
        """List the jobs there as they were known last, the newest first."""
        return jobs(self.id)

    def fit(self, what: Any = None, notebook: str = "", *, basket: Any = None) -> FacilityFit:
        """Say how well it fits, and why; it is not contacted."""
        return next(
            each for each in fits(what, notebook, basket=basket) if each.facility == self.id
        )

    def __repr__(self) -> str:
        return f"<Facility {self.id}: {self.model.name} ({self.model.kind})>"


def fits(what: Any = None, notebook: str = "", *, basket: Any = None) -> FitList:
    """Rank the facilities for a notebook and its data, the best first; none is contacted.

    The parameters are those of `FacilityHandle.launch`.
    """
    from .. import api

    request = FitRequest(**named_of(what, notebook), basket=document_of(basket))
    return FitList(api.platform().fits(request))


def named_of(what: Any, notebook: str, endings: tuple[str, ...] = (".ipynb",)) -> dict[str, str]:
    """Tell workflows, which have an id, from paths."""
    if what is None:
        return {"workflow": "", "notebook": notebook}
    if isinstance(what, str | Path):
        text = str(what)
        is_path = isinstance(what, Path) or text.endswith(endings) or ":" not in text
        return (
            {"workflow": "", "notebook": text}
            if is_path
            else {"workflow": text, "notebook": notebook}
        )
    key = getattr(what, "id", None)
    if not isinstance(key, str):
        raise BadRequestError(
            f"{type(what).__name__} is nothing that could be launched.",
            remedy="Give the path of a notebook, or a workflow.",
        )
    return {"workflow": key, "notebook": notebook}


def document_of(basket: Any) -> dict[str, Any] | None:
    """Return a basket's document, whatever it is given as.

    Raises
    ------
    BadRequestError
        It is no basket.
    """
    if basket is None:
        return None
    if isinstance(basket, Mapping):
        return dict(basket)
    if hasattr(basket, "document"):
        return dict(basket.document())
    if isinstance(basket, Iterable) and not isinstance(basket, str):
        from .basket_items import Items

        return Items(list(basket)).document()
    raise BadRequestError(
        f"{type(basket).__name__} is no basket.",
        remedy="Give esap.basket, items of it, or a document.",
    )
