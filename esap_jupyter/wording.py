"""Puts an error of any kind into words for the person who asked."""

from .errors import EsapError
from .models import ErrorInfo

__all__ = ["describe_error"]


def describe_error(error: BaseException) -> ErrorInfo:
    """Put any error into the words of `ErrorInfo`."""
    if isinstance(error, EsapError):
        return ErrorInfo(code=error.code, message=error.message, remedy=error.remedy)
    if isinstance(error, ModuleNotFoundError):
        return ErrorInfo(
            code="not_available",
            message=f"The package {error.name} is not installed in this environment.",
            remedy=f"Install {error.name}, in a notebook with %pip install {error.name}.",
        )
    if isinstance(error, MemoryError):
        return ErrorInfo(
            code="too_large",
            message="There is not enough memory for this table.",
            remedy="Choose fewer rows, or the form arrow, which maps the file.",
        )
    if isinstance(error, KeyboardInterrupt):
        return ErrorInfo(code="cancelled", message="The work was interrupted.")
    return ErrorInfo(
        code="error",
        message=f"ESAP itself went wrong: {type(error).__name__}: {error}",
        remedy="Please report this with what you did; nothing of your data was changed.",
    )
