"""What a widget's front end can ask: the operations of the REST interface, without a server."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from .. import models
from ..errors import BadRequestError
from ..kernel.binding import Binding, bind
from ..kernel.namespace import Namespace

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["Operations"]


class _Nothing(msgspec.Struct, forbid_unknown_fields=True):
    pass


class _Id(msgspec.Struct, forbid_unknown_fields=True):
    id: str


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    online: bool = False


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    request: models.SearchRequest


class _Rows(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    start: int
    stop: int
    columns: list[int]
    sort: int | None = None
    direction: models.Direction = "none"
    where: models.RowFilter | None = None


class _Merged(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    also: list[str] = []
    distinct: bool = False


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    collection: str = ""


class _Place(msgspec.Struct, forbid_unknown_fields=True):
    target: str
    radius: float
    archives: list[str]
    collections: dict[str, str] = {}


class _ToKernel(Binding, kw_only=True, frozen=True):
    id: str


class Operations:
    """The operations by name.

    Parameters
    ----------
    platform
        Who does the work.
    namespace
        Where ``toKernel`` binds; None outside IPython.
    """

    def __init__(self, *, platform: "Platform", namespace: Namespace | None) -> None:
        self._platform = platform
        self._namespace = namespace
        self._table: dict[str, tuple[Any, Callable[[Any], object]]] = {
            "archives": (_Nothing, lambda _: platform.archives()),
            "archive": (_Id, lambda asked: platform.archive(asked.id)),
            "check": (_Id, lambda asked: platform.check(asked.id)),
            "resolve": (_Text, lambda asked: platform.resolve(asked.text, online=asked.online)),
            "search": (_Question, lambda asked: platform.search(asked.request)),
            "searching": (_Id, lambda asked: platform.searching(asked.id)),
            "merged": (_Merged, self._merged),
            "form": (_Form, self._form),
            "coverage": (_Place, self._coverage),
            "cancelSearch": (_Id, lambda asked: platform.cancel_search(asked.id)),
            "activities": (_Nothing, lambda _: platform.activities.list()),
            "cancelActivity": (_Id, lambda asked: platform.activities.cancel(asked.id)),
            "results": (_Nothing, lambda _: platform.results.list()),
            "result": (_Id, lambda asked: platform.results.look(asked.id)),
            "rows": (_Rows, self._rows),
            "toKernel": (_ToKernel, self._to_kernel),
        }

    def run(self, method: str, params: object) -> object:
        """Run an operation; its answer is a model, a list of models, or None.

        Raises
        ------
        EsapError
            There is no such operation, its parameters are wrong, or it failed.
        """
        if method not in self._table:
            raise BadRequestError(f"There is no operation {method!r}.")
        kind, function = self._table[method]
        try:
            asked = msgspec.convert(params, kind)
        except msgspec.ValidationError as error:
            raise BadRequestError(f"Wrong parameters for {method}: {error}.") from error
        return function(asked)

    def _rows(self, asked: _Rows) -> models.Page:
        from ..results.pages import page

        path = self._platform.results.look(asked.id).path
        sort = None if asked.direction == "none" else asked.sort
        return page(
            path, asked.start, asked.stop, asked.columns, sort, asked.direction, asked.where
        )

    def _merged(self, asked: _Merged) -> models.Result:
        return self._platform.merged(asked.id, also=asked.also, distinct=asked.distinct)

    def _form(self, asked: _Form) -> models.ArchiveForm:
        return models.ArchiveForm(schema=self._platform.form(asked.id, asked.collection or None))

    def _coverage(self, asked: _Place) -> object:
        return self._platform.discovery.look_ahead(
            asked.target, asked.radius, asked.archives, collections=asked.collections
        )

    def _to_kernel(self, asked: _ToKernel) -> object:
        if self._namespace is None:
            raise BadRequestError("There is no notebook here to bind a variable in.")
        result = self._platform.results.get(asked.id)
        return bind(self._namespace, asked, result.path)
