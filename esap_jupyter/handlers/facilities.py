"""Facilities: where else to run, how well each fits, and what is launched there."""

from http import HTTPStatus
from typing import Any

import msgspec

from ..errors import EsapError
from ..models.facilities import (
    Facility,
    FacilityFit,
    FacilityForm,
    FitRequest,
    Launch,
    LaunchRequest,
)
from .base import EsapHandler, status_of
from .login_page import failed_page
from .operation import PAGE, operation
from .workspace import WorkspaceHandler

__all__ = [
    "FacilitiesHandler",
    "FacilityFormHandler",
    "FacilityHandler",
    "FacilityLaunchesHandler",
    "FitsHandler",
    "LaunchHandler",
    "LaunchPageHandler",
    "LaunchesHandler",
]


class ForgetQuery(msgspec.Struct, kw_only=True):
    """Whether to forget a launch that has ended, instead of ending one that has not."""

    forget: bool = False


class FacilitiesHandler(EsapHandler):
    """All facilities."""

    path = "facilities"

    @operation("List the facilities, contacting none", answer=list[Facility])
    async def get(self) -> list[Facility]:
        """List the facilities as they are known."""
        return await self.run(lambda esap: esap.facilities.list())


class FacilityHandler(EsapHandler):
    """One facility."""

    path = "facilities/{facility}"

    @operation("Contact a facility; its problem tells what came of it", answer=Facility)
    async def get(self, facility: str) -> Facility:
        """Ask whether it is there."""
        return await self.run(lambda esap: esap.facilities.check(facility), online=True)


class FacilityFormHandler(EsapHandler):
    """What can be chosen at a facility."""

    path = "facilities/{facility}/form"

    @operation("Describe what can be chosen for a launch or a job", answer=FacilityForm)
    async def get(self, facility: str) -> FacilityForm:
        """Describe the options as JSON Schema."""
        form = await self.run(lambda esap: esap.facilities.get(facility).options(), online=True)
        return FacilityForm(schema=form)


class FitsHandler(WorkspaceHandler):
    """How well facilities fit."""

    path = "fits"

    @operation(
        "Rank the facilities for a notebook and its data", answer=list[FacilityFit], body=FitRequest
    )
    async def post(self, body: FitRequest) -> list[FacilityFit]:
        """Compare what is needed with what each facility has, contacting none of them."""
        root = await self.workspace("read") if body.notebook and not body.workflow else None
        return list(await self.run(lambda esap: esap.fits(body, root), online=True))


class FacilityLaunchesHandler(WorkspaceHandler):
    """The launches at one facility."""

    path = "facilities/{facility}/launches"

    @operation("List the launches at a facility, newest first", answer=list[Launch])
    async def get(self, facility: str) -> list[Launch]:
        """List those that are remembered."""
        return await self.run(lambda esap: esap.launches.list(facility))

    @operation(
        "Launch a notebook at a facility",
        answer=Launch,
        body=LaunchRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, facility: str, body: LaunchRequest) -> Launch:
        """Begin to launch; how it goes is told by the events of its activity."""
        root = await self.workspace("read") if body.notebook and not body.workflow else None
        request = msgspec.structs.replace(body, facility=facility)
        return await self.run(lambda esap: esap.launches.start(request, root=root))


class LaunchesHandler(EsapHandler):
    """All launches."""

    path = "launches"

    @operation("List the launches, newest first", answer=list[Launch])
    async def get(self) -> list[Launch]:
        """List those that are remembered."""
        return await self.run(lambda esap: esap.launches.list())


class LaunchHandler(EsapHandler):
    """One launch."""

    path = "launches/{launch}"

    @operation("Describe a launch, with the last lines of its log", answer=Launch)
    async def get(self, launch: str) -> Launch:
        """Say how it is."""
        return await self.run(lambda esap: esap.launches.get(launch))

    @operation("End a launch, or forget one that has ended", query=ForgetQuery)
    async def delete(self, launch: str, query: ForgetQuery) -> None:
        """Cancel it; its server is told to stop where that can be."""
        if query.forget:
            await self.run(lambda esap: esap.launches.forget(launch))
        else:
            await self.run(lambda esap: esap.launches.cancel(launch))


class LaunchPageHandler(EsapHandler):
    """Where a browser goes to open what was launched."""

    path = "launches/{launch}/page"

    @operation("Go to what was launched", answer=PAGE, status=HTTPStatus.FOUND)
    async def get(self, launch: str) -> str:
        """Send the browser there; what opens a server made for this launch stands here only."""
        return await self.run(lambda esap: esap.launches.address(launch))

    def send(self, answer: Any, status: HTTPStatus) -> None:
        """Send the browser on, and keep the address nowhere."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_status(status)
        if status == HTTPStatus.FOUND:
            self.set_header("Location", answer)
            self.finish()
        else:
            self.set_header("X-Content-Type-Options", "nosniff")
            self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
            self.finish(answer, set_content_type="text/html; charset=utf-8")

    def send_error_info(self, error: EsapError) -> None:
        """Send what went wrong as a page, as a person reads it."""
        self.send(failed_page(error, title="Not opened"), status_of(error))
