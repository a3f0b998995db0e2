"""Downloads for Python as activities: told, and cancelled by their ids."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from ...activities import Activities, Handle
from ...errors import EsapError
from ...models import Activity, Replica
from ...net import cancel_scope
from ...staging.wanted import Fetched
from ..connection import LakeConnection
from ..dids import DidName, LakeAddress
from .access import StorageAccess
from .attachments import Attachments
from .download import Downloaded, download, failure_of
from .fetching import Fetcher
from .manifest import Holdings
from .places import mounted
from .plan import Plan, planned
from .reading import Reader
from .room import check_room_for
from .waiting import waited_for

__all__ = ["LakeTransfers"]


class LakeTransfers:
    """Brings files of lakes into workspaces.

    Parameters
    ----------
    activities
        Where transfers are told.
    home
        Gives ESAP's home.
    at
        Gives the lake of an address.
    """

    def __init__(
        self,
        *,
        activities: Callable[[], Activities],
        home: Callable[[], Path],
        at: Callable[[LakeAddress], LakeConnection],
    ) -> None:
        self._activities = activities
        self._at = at
        self.holdings = Holdings(home)
        self.attachments = Attachments(self.holdings)

    def download(
        self,
        lake: LakeConnection,
        dids: Sequence[DidName],
        *,
        base: Path,
        copy: bool = True,
        follow: Callable[[Activity], None] = lambda _: None,
    ) -> Downloaded:
        """Fetch and wait; interrupting it cancels, and what came whole stays.

        Parameters
        ----------
        lake
            The lake.
        dids
            Files, or what holds files.
        base
            The folder.
        copy
            Whether files are wanted there that are elsewhere on this machine or mounted here.
        follow
            Told several times a second how it goes.

        Raises
        ------
        CancelledError
            It was cancelled.
        """
        handle = self._activities().start("download", _title(dids, lake.entry.name))
        return waited_for(
            handle,
            lambda: self._run(handle, lake, dids, base, copy=copy),
            follow,
            what="download",
        )

    def fetch_at(self, address: str, folder: Path) -> Path:
        """Fetch what an address names into a folder, and wait.

        Returns the file, or the folder where it is several.

        Raises
        ------
        EsapError
            It could not be had, or not all of it.
        """
        wanted = LakeAddress.parse(address)
        done = self.download(self._at(wanted), [wanted.did], base=folder.absolute())
        if done.failed:
            raise failure_of(done, len(done.paths) + len(done.failed))
        paths = list(done.paths.values())
        return paths[0] if len(paths) == 1 else folder

    def bring(
        self,
        lake: LakeConnection,
        replica: Replica,
        *,
        base: Path,
        copy: bool,
        progress: Callable[[int], None],
        cancel: threading.Event,
    ) -> Fetched:
        """Fetch one file, or, without ``copy``, say where it can be opened on this machine.

        Raises
        ------
        EsapError
            No place gave it.
        """
        key = (replica.did.scope, replica.did.name)
        lying = {} if copy else self._lying(lake.entry.id, Plan(files={key: replica}))
        path, did = lying.get(key), replica.did
        reused = path is not None or self.holdings.find(lake.entry.id, did, base) is not None
        if path is None:
            done = download(
                Plan(files={key: replica}),
                self._fetcher(lake, base),
                progress=progress,
                changed=self.attachments.follow(lake.entry.id),
                cancel=cancel,
                at_once=1,
            )
            for error in done.failed.values():
                raise error
            path = done.paths[key]
        sums = {"adler32": did.adler32, "md5": did.md5}
        known = {name: value for name, value in sums.items() if value}
        return Fetched(
            path=path,
            size=path.stat().st_size,
            checksums=known,
            verified=["size", *known] if did.size is not None else list(known),
            url=str(LakeAddress(lake.entry.id, DidName(did.scope, did.name))),
            reused=reused,
        )

    def _run(
        self,
        handle: Handle,
        lake: LakeConnection,
        names: Sequence[DidName],
        base: Path,
        *,
        copy: bool = True,
    ) -> Downloaded:
        done = Downloaded()
        try:
            handle.update(message="looking for replicas")
            with cancel_scope(handle.cancel):
                plan = planned(lake, names, handle.cancel)
            lying = {} if copy else self._lying(lake.entry.id, plan)
            count = len(plan.files) + len(plan.failed)
            wanted = list(plan.files)
            plan.files = {key: each for key, each in plan.files.items() if key not in lying}
            total, fetcher = plan.size, self._fetcher(lake, base)
            check_room_for(sum(map(fetcher.missing, plan.files.values())), base, "all of it")
            handle.update(message="receiving", done=0, total=total, unit="bytes")
            done = download(
                plan,
                fetcher,
                progress=lambda count: handle.update(done=count, total=total),
                changed=self.attachments.follow(lake.entry.id),
                cancel=handle.cancel,
            )
            paths = {**lying, **done.paths}
            done.paths = {key: paths[key] for key in wanted if key in paths}
        except EsapError as error:
            handle.fail(error)
            done.failed[""] = error
        except BaseException as error:
            handle.fail(error)
            raise
        else:
            if done.failed:
                handle.fail(failure_of(done, count))
            else:
                handle.finish(done=total, total=total)
        return done

    def _lying(self, lake: str, plan: Plan) -> dict[tuple[str, str], Path]:
        """Return the files that can be opened where they are."""
        found = {}
        for key, replica in plan.files.items():
            path = self.holdings.find(lake, replica.did) or mounted(replica)
            if path is not None:
                found[key] = path
        return found

    def _fetcher(self, lake: LakeConnection, base: Path) -> Fetcher:
        access = StorageAccess(
            entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
        )
        return Fetcher(
            lake=lake.entry.id,
            url=lake.entry.base,
            base=base,
            reader=Reader(access),
            holdings=self.holdings,
            mounts=lake.entry.all_mounts,
        )


def _title(names: Sequence[DidName], lake: str) -> str:
    what = str(names[0]) if len(names) == 1 else f"{len(names)} DIDs"
    return f"{what} from {lake}"
