"""The forms of archives' own terms."""

from typing import Any

import msgspec

from ..models import ArchiveForm
from .base import EsapHandler
from .operation import operation

__all__ = ["ArchiveFormHandler"]


class FormQuery(msgspec.Struct, kw_only=True):
    """For which collection; by default the archive's own choice."""

    collection: str = ""


class ArchiveFormHandler(EsapHandler):
    """The form of one archive."""

    path = "archives/{archive}/form"

    @operation("Describe an archive's own terms", answer=ArchiveForm, query=FormQuery)
    async def get(self, archive: str, query: FormQuery) -> ArchiveForm:
        """Describe, as JSON Schema, what an archive can be asked in its own terms."""
        found: dict[str, Any] | None = await self.run(
            lambda esap: esap.form(archive, query.collection or None), online=True
        )
        return ArchiveForm(schema=found)
