"""The resources that are files: images, calibration and previews."""

from .images import Images
from .observations import Observations
from .replies import FITS, PNG, Document, Reply, not_found
from .requests import Request

__all__ = ["Files"]


class Files:
    """Serves ``/files/…`` and ``/previews/…``.

    Parameters
    ----------
    observations
        What there is.
    images
        What makes the files.
    """

    def __init__(self, *, observations: Observations, images: Images) -> None:
        self._observations = observations
        self._images = images

    def reply(self, request: Request) -> Reply:
        """Answer with a file, or with 404."""
        folder, _, name = request.path.removeprefix("/").partition("/")
        document = self._preview(name) if folder == "previews" else self._file(name)
        return document or not_found(request.path)

    def _file(self, name: str) -> Document | None:
        if not name.endswith(".fits"):
            return None
        stem = name.removesuffix(".fits")
        if found := self._observations.named(stem):
            return Document(body=self._images.fits(found), media_type=FITS)
        if found := self._observations.named(stem.removesuffix("-flat")):
            return Document(body=self._images.flat(found), media_type=FITS)
        return None

    def _preview(self, name: str) -> Document | None:
        found = self._observations.named(name.removesuffix(".png"))
        if found is None or not name.endswith(".png"):
            return None
        return Document(body=self._images.preview(found), media_type=PNG)
