"""Dates between modified Julian days and ISO 8601."""

from datetime import UTC, datetime, timedelta

from ....errors import BadRequestError

__all__ = ["iso"]

_ZERO = datetime(1858, 11, 17, tzinfo=UTC)


def iso(mjd: float) -> str:
    """Return a modified Julian day as a time in UTC, to the second.

    Raises
    ------
    BadRequestError
        It is before the year 1 or after 9999.
    """
    try:
        moment = _ZERO + timedelta(days=mjd)
    except OverflowError as error:
        raise BadRequestError(
            f"The modified Julian day {mjd} is too far away.", remedy="Correct the time range."
        ) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
