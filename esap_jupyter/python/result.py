"""A result as Python sees it: its provenance, and its table in any form."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import models
from ..errors import NotAvailableError
from ..models.discovery import Citation
from ..results import frames
from .dask_frames import PART, dask_frame
from .result_rows import ResultRows, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

    from ..results.links import RowLinks

__all__ = ["Result"]


class Result:
    """The table that came back from a search, stored on disk and read when it is needed.

    Parameters
    ----------
    model
        What the store knows about it.
    links
        Asks what belongs to a row; see `links`.
    """

    def __init__(
        self,
        model: models.Result,
        links: "Callable[[models.Result, int], RowLinks] | None" = None,
    ) -> None:
        self._model = model
        self._links = links

    @property
    def model(self) -> models.Result:
        """What the store knows about it."""
        return self._model

    @property
    def id(self) -> str:
        """Its id in the store."""
        return self._model.id

    @property
    def name(self) -> str:
        """Its name in the store, unique."""
        return self._model.name

    @property
    def title(self) -> str:
        """What was searched, for people."""
        return self._model.title

    @property
    def archive(self) -> str:
        """The id of the archive that it came from."""
        return self._model.archive

    @property
    def columns(self) -> list[models.Column]:
        """Name, type, unit, UCD and description of each column."""
        return self._model.columns

    @property
    def truncated(self) -> bool:
        """Whether the archive had more rows than it sent."""
        return self._model.truncated

    @property
    def provenance(self) -> models.Provenance:
        """Where it came from: archive, service, query, time."""
        return self._model.provenance

    @property
    def path(self) -> Path:
        """The Arrow IPC file."""
        return Path(self._model.path)

    def to_table(self) -> Any:
        """Return an `astropy.table.Table` with units, descriptions and UCDs.

        Missing values, and NaN, are masked; a missing text is empty, as in pyvo. The metadata
        of the table holds the provenance.
        """
        return self._with_provenance(frames.convert(self.path, "astropy"))

    def to_qtable(self) -> Any:
        """Return an `astropy.table.QTable`, whose columns with units are quantities."""
        return self._with_provenance(frames.convert(self.path, "qtable"))

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` with Arrow-backed types; missing stays apart from NaN."""
        return frames.convert(self.path, "pandas")

    def to_arrow(self) -> "pa.Table":
        """Return a `pyarrow.Table` that maps the file."""
        return frames.arrow(self.path)

    def to_polars(self) -> Any:
        """Return a `polars.DataFrame`."""
        return frames.convert(self.path, "polars")

    def to_dask(self, part: int = PART) -> Any:
        """Return a `dask.dataframe.DataFrame`; its workers read the file, which they have to see.

        Parameters
        ----------
        part
            How many rows each of its parts has.
        """
        return dask_frame(self.path, part=part)

    def links(self, row: int = 0) -> "RowLinks":
        """Ask the archive which files and services belong to a row (DataLink, or its columns).

        Parameters
        ----------
        row
            The row, counted from 0; negative ones count from the end.

        Returns
        -------
        RowLinks
            A list; each link has ``semantics``, ``fetch()`` and, for services, ``cutout()``.

        Raises
        ------
        NotFoundError
            There is no such row.
        EsapError
            The archive did not tell.
        """
        if self._links is None:
            raise NotAvailableError(
                "Nothing is known here of its archive.", remedy="Use esap.load with its name."
            )
        return self._links(self._model, row)

    def query(self, text: str, maxrec: int | None = None) -> "Result":
        """Ask this table in ADQL, where it is called ``result``; the answer is a new result.

        Other stored results can be named too, as ``results.<name>`` or by the name alone.

        Parameters
        ----------
        text
            The query, such as ``SELECT name FROM result WHERE mag < 10``.
        maxrec
            The most rows wanted.

        Raises
        ------
        ArchiveError, BadRequestError
            The query is not ADQL or cannot be computed; the message gives the position.
        NotAvailableError
            What computes is not installed: ``pip install 'esap-jupyter[sandbox]'``.
        """
        from ..api import adql

        return adql("local", text, maxrec=maxrec, uploads={"result": self})

    def save(self, path: Path | str, format: str | None = None) -> Path:  # noqa: A002
        """Write the table to a file that appears only when it is complete.

        Parameters
        ----------
        path
            The file; what was there is replaced.
        format
            ``votable``, ``csv``, ``fits``, ``parquet`` or ``ecsv``; by default the suffix says.

        Raises
        ------
        BadRequestError
            The format is unknown.
        NotAvailableError
            The file cannot be written.
        """
        from ..results.export import export_result

        try:
            return export_result(self, Path(path), format)
        except OSError as error:
            raise NotAvailableError(
                f"{self.name} cannot be saved to {path}: {error.strerror or error}.",
                remedy="Choose a folder that is there, that has space and that you can write to.",
            ) from error

    def cite(self) -> Citation:
        """Say how to cite it: ``.text`` for people, which `str` gives too, and ``.bibtex``.

        Both hold archive, service, query, time and rows, what the service says of the origin of
        its rows, and the acknowledgement that the archive asks for.
        """
        from ..results.cite import cite, origin_infos

        return cite(self._model, infos=origin_infos(self.path))

    def __getitem__(self, rows: Any) -> ResultRows:
        """Return some rows, by a number, a slice, numbers or a mask: ``esap.stage(result[:5])``."""
        return ResultRows(self, rows_of(rows, len(self)))

    def __len__(self) -> int:
        return self._model.rows

    def __bool__(self) -> bool:
        # An empty result is still a result.
        return True

    def __repr__(self) -> str:
        cut = ", truncated" if self.truncated else ""
        size = f"{len(self)} rows, {len(self.columns)} columns{cut}"
        return f"<Result {self.name!r} from {self.archive!r}: {size}>"

    def _repr_html_(self) -> str:
        from .result_html import render

        return render(self._model)

    def _with_provenance(self, table: Any) -> Any:
        import msgspec

        table.meta["provenance"] = msgspec.to_builtins(self.provenance)
        table.meta["title"] = self.title
        table.meta["truncated"] = self.truncated
        return table
