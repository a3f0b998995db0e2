"""The Jupyter server extension; imports nothing heavy and builds the platform when first asked."""

import asyncio
import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Int, List, Unicode

from .disk.home import default_home
from .errors import CancelledError
from .events import activity, basket, identity, lake_rule
from .events.activity import ActivityEvents
from .events.basket import BasketEvents
from .events.identity import IdentityEvents
from .events.lake_rule import LakeRuleEvents
from .handlers import routes
from .handlers.threads import in_thread
from .rucio_config import VARIABLE, exported
from .wording import describe_error
from .workers import WorkerPool

if TYPE_CHECKING:
    from jupyter_events import EventLogger

    from .platform import Platform

__all__ = ["ESAP"]

STOP_SECONDS = 10.0


class ESAP(ExtensionApp):
    """ESAP's server extension."""

    name = "esap_jupyter"
    extension_url = "/"
    load_other_extensions = True

    catalogues = List(
        Unicode(),
        help="Paths of catalogue files (TOML) to add to those of the site and of the user.",
    ).tag(config=True)
    home = Unicode(
        help="Where results and activities live; by default 'esap' in Jupyter's data directory."
    ).tag(config=True)
    max_requests = Int(
        32,
        min=1,
        help="How many requests may wait for disk or workers at once; as many for the network.",
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Set up what the handlers share; nothing is started yet."""
        self.workers = WorkerPool()
        self.places = asyncio.Semaphore(self.max_requests)
        self.contacts = asyncio.Semaphore(self.max_requests)
        self._lock = threading.Lock()
        self._platform: Platform | None = None
        self._events: ActivityEvents | None = None
        self._logins: IdentityEvents | None = None
        self._baskets: BasketEvents | None = None
        self._rules: LakeRuleEvents | None = None
        self._closed = False
        self._export()
        assert self.serverapp is not None
        assert self.serverapp.event_logger is not None
        for events in (activity, identity, basket, lake_rule):
            self.serverapp.event_logger.register_event_schema(events.SCHEMA)

    def initialize_handlers(self) -> None:
        """Add the routes."""
        self.handlers.extend(routes(self))

    @property
    def platform(self) -> "Platform":
        """The platform, built on the first request; to be asked for in a thread only."""
        with self._lock:
            if self._closed:
                raise CancelledError("The server is stopping.")
            if self._platform is None:
                self._platform = self._build()
            return self._platform

    def listen(self) -> None:
        """Have activities and logins told as events; to be called on the event loop."""
        if self._events is None:
            assert self.serverapp is not None
            logger, loop = self.serverapp.event_logger, asyncio.get_running_loop()
            assert logger is not None
            self._events = ActivityEvents(
                emit=partial(self._emit, logger, activity.SCHEMA_ID),
                settings=self.serverapp.web_app.settings,
                loop=loop,
            )
            self._logins = IdentityEvents(
                emit=partial(self._emit, logger, identity.SCHEMA_ID), loop=loop
            )
            self._baskets = BasketEvents(
                emit=partial(self._emit, logger, basket.SCHEMA_ID), loop=loop
            )
            self._rules = LakeRuleEvents(
                emit=partial(self._emit, logger, lake_rule.SCHEMA_ID), loop=loop
            )

    async def _start_jupyter_server_extension(self, _serverapp: Any) -> None:
        """Go on with transfers that the last server left; where there are none, nothing is made."""
        self.listen()
        self._going_on = asyncio.ensure_future(in_thread(self._go_on))

    def _go_on(self) -> None:
        from .facilities.batch_book import has_unfinished as has_unfinished_jobs
        from .staging.jobs.database import has_unfinished

        if has_unfinished(Path(os.environ["ESAP_HOME"])):
            try:
                self.platform.stagings.resume()
            except Exception as error:  # noqa: BLE001  (the server serves all the same)
                self.log.warning(
                    "Transfers of before cannot be gone on with: %s", describe_error(error).message
                )
        if has_unfinished_jobs(Path(os.environ["ESAP_HOME"])):
            try:
                self.platform.batches.resume()
            except Exception as error:  # noqa: BLE001  (the server serves all the same)
                self.log.warning(
                    "Jobs of before cannot be followed: %s", describe_error(error).message
                )

    async def stop_extension(self) -> None:
        """End what the extension has started: searches, the sandbox, the workers."""
        if self._events:
            self._events.close()
        try:
            await asyncio.wait_for(in_thread(self._close), STOP_SECONDS)
        except TimeoutError:
            self.log.warning("ESAP did not stop within %s seconds; left behind.", STOP_SECONDS)

    def _build(self) -> "Platform":
        from .platform import Platform

        platform = Platform(compute=self.workers)
        if self._events:
            platform.activities.subscribe(self._events.changed)
            platform.activities.on_clear(self._events.cleared)
        if self._logins:
            platform.on_login(self._logins.changed)
        if self._baskets:
            platform.watch_basket(self._baskets.changed)
        if self._rules:
            platform.on_rule(self._rules.changed)
        return platform

    def _close(self) -> None:
        self.workers.close()
        with self._lock:
            self._closed = True
            platform, self._platform = self._platform, None
        if platform:
            platform.close()

    def _export(self) -> None:
        """Tell kernels and terminals, which inherit the environment, what is configured here."""
        home = Path(self.home).expanduser() if self.home else default_home()
        os.environ["ESAP_HOME"] = str(home.absolute())
        given = [path for path in os.environ.get("ESAP_CATALOGUE", "").split(os.pathsep) if path]
        assert self.serverapp is not None
        rucio = exported(self.serverapp.config)
        if rucio:
            os.environ[VARIABLE] = rucio
        added = [str(Path(path).expanduser().absolute()) for path in self.catalogues]
        if added:
            os.environ["ESAP_CATALOGUE"] = os.pathsep.join(
                [*(path for path in given if path not in added), *added]
            )

    @staticmethod
    def _emit(logger: "EventLogger", schema: str, payload: dict[str, Any]) -> None:
        logger.emit(schema_id=schema, data=payload)
