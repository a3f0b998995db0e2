"""What is known of all workflows that anybody asked for: searched without a network."""

import sqlite3
import time
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..models.workflows import Workflow, WorkflowQuestion
from .fitting import keyword_text, people_text, runtime_text, words_in, words_text
from .index_file import IndexFile

__all__ = ["Known", "WorkflowIndex", "merged"]

_COLUMNS = (
    *("id", "repository", "concept", "published", "title", "keywords", "people"),
    *("runtime", "kind", "newer", "seen", "asked", "words"),
)
_PUT = (
    f"INSERT INTO record ({', '.join(_COLUMNS)}) "  # noqa: S608  (constants only)
    f"VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])} RETURNING key"
)
# Who reads an older version is to be told of the newer one.
_SUPERSEDE = """
UPDATE record SET newer = ? WHERE repository = ? AND concept = ? AND id <> ? AND published <= ?
"""
_MOST = 10_000

_decode = msgspec.json.Decoder(Workflow).decode
_encode = msgspec.json.Encoder().encode


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow of the index, and when its repository told of it (Unix seconds)."""

    workflow: Workflow
    asked: float


class WorkflowIndex:
    """Keeps what repositories told, and what was seen inside.

    Parameters
    ----------
    path
        The file; several processes may share it.
    clock
        Unix time in seconds.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._file = IndexFile(path)
        self._clock = clock

    def put(self, workflows: Iterable[Workflow]) -> list[Workflow]:
        """Keep workflows as they were told, with what is known of their inside.

        Returns
        -------
        list of Workflow
            The same, with that.
        """
        told, now = list(workflows), self._clock()

        def work(connection: sqlite3.Connection) -> list[Workflow]:
            kept = []
            for each in told:
                before = _row(connection, each.id)
                whole = merged(each, before.workflow if before else None)
                (key,) = connection.execute(_PUT, _values(whole, now)).fetchone()
                body = (key, _encode(whole))
                connection.execute("INSERT OR REPLACE INTO body VALUES (?, ?)", body)
                if whole.concept_doi and not whole.newer:
                    values = (whole.id, whole.repository, whole.concept_doi, whole.id)
                    connection.execute(_SUPERSEDE, (*values, whole.published))
                kept.append(whole)
            return kept

        return self._file.do(work)

    def asked(self, repository: str) -> float | None:
        """Say when all of a repository was read last (Unix seconds)."""
        query = "SELECT asked FROM repository WHERE id = ?"
        found = self._file.do(lambda it: it.execute(query, (repository,)).fetchone())
        return None if found is None else float(found[0])

    def complete(self, repository: str, ids: Sequence[str], *, since: float) -> None:
        """Say that all of a repository has been read; what it has no longer is forgotten.

        Parameters
        ----------
        repository
            Its id.
        ids
            What it has.
        since
            When reading began: what others have put since then stays.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO repository VALUES (?, ?)", (repository, self._clock())
            )
            query = "SELECT id FROM record WHERE repository = ? AND newer = '' AND asked < ?"
            gone = {key for (key,) in connection.execute(query, (repository, since))} - set(ids)
            connection.executemany("DELETE FROM record WHERE id = ?", [(key,) for key in gone])
            connection.execute("DELETE FROM body WHERE key NOT IN (SELECT key FROM record)")

        self._file.do(work)

    def get(self, workflow_id: str) -> Known | None:
        """Return what is known of one workflow."""
        return self._file.do(lambda connection: _row(connection, workflow_id))

    def renewed(self, workflows: Iterable[Workflow]) -> list[Workflow]:
        """Return the same workflows as they are known now; those that are not kept stay.

        Parameters
        ----------
        workflows
            As they were known at some time.
        """
        shown = list(workflows)

        def work(connection: sqlite3.Connection) -> list[Workflow]:
            rows = ((each, _row(connection, each.id)) for each in shown)
            return [each if row is None else row.workflow for each, row in rows]

        return self._file.do(work)

    def search(
        self, question: WorkflowQuestion, repositories: Sequence[str]
    ) -> tuple[list[Workflow], int]:
        """Find workflows, the newest versions only; what fits by its title comes first.

        Parameters
        ----------
        question
            What is looked for.
        repositories
            Where; those of the question are passed over.

        Returns
        -------
        tuple of list and int
            The page, and how many there are in all.
        """

        def work(connection: sqlite3.Connection) -> tuple[list[Workflow], int]:
            found = _found(connection, question, repositories)
            page = found[question.offset : question.offset + min(question.limit, _MOST)]
            return [_body(connection, key, newer) for key, _, newer in page], len(found)

        return self._file.do(work)

    def others(
        self,
        question: WorkflowQuestion,
        repositories: Sequence[str],
        known: Container[str],
        most: int,
    ) -> list[Workflow]:
        """Find workflows besides those that are known already; otherwise like `search`.

        Parameters
        ----------
        question
            What is looked for.
        repositories
            Where.
        known
            Ids of what is not wanted.
        most
            How many there are at most.
        """

        def work(connection: sqlite3.Connection) -> list[Workflow]:
            found = _found(connection, question, repositories)
            wanted = [(key, newer) for key, name, newer in found if name not in known]
            return [_body(connection, *each) for each in wanted[:most]]

        return self._file.do(work)

    def times(self) -> dict[str, tuple[int, float]]:
        """Say of each repository how many workflows are known, and since when at the latest."""
        query = "SELECT repository, count(*), max(asked) FROM record GROUP BY repository"
        found = self._file.do(lambda connection: connection.execute(query).fetchall())
        return {key: (count, asked) for key, count, asked in found}

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def merged(told: Workflow, known: Workflow | None) -> Workflow:
    """Return what a repository told, with what was seen inside the same files before.

    Parameters
    ----------
    told
        As the repository describes it now.
    known
        As it is known from before.
    """
    if known is None or told.notebooks is not None or known.notebooks is None:
        return told
    if [(each.name, each.checksum, each.size) for each in told.files] != [
        (each.name, each.checksum, each.size) for each in known.files
    ]:
        return told
    return msgspec.structs.replace(
        told,
        notebooks=known.notebooks,
        environment=known.environment,
        data=known.data,
        runtime=known.runtime,
        requirements=known.requirements,
        keywords=list(dict.fromkeys([*told.keywords, *known.keywords])),
        code_repository=told.code_repository or known.code_repository,
        kind=known.kind,
        problems=known.problems,
        newer=told.newer or known.newer,
    )


def _condition(
    question: WorkflowQuestion, repositories: Sequence[str]
) -> tuple[str, list[str | int]]:
    parts = ["newer = ''", f"repository IN ({', '.join('?' * len(repositories))})"]
    values: list[str | int] = list(repositories)
    for word in words_in(question.text):
        parts.append("instr(words, ?) > 0")
        values.append(word)
    if question.keyword.strip():
        parts.append("instr(keywords, ?) > 0")
        values.append(f"\n{question.keyword.strip().casefold()}\n")
    for word in words_in(question.author):
        parts.append("instr(people, ?) > 0")
        values.append(word)
    if question.runtime.strip():
        parts.append("instr(runtime, ?) > 0")
        values.append(question.runtime.strip().casefold())
    if question.kind == "notebook":
        # Nobody knows of those that were not looked into, unless they have no files.
        parts.append("(kind = ? OR seen = 0)")
        values.append(question.kind)
    elif question.kind:
        parts.append("kind = ?")
        values.append(question.kind)
    return " AND ".join(parts), values


def _found(
    connection: sqlite3.Connection, question: WorkflowQuestion, repositories: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Return key, id and newer version of all that fit, the best first."""
    where, values = _condition(question, repositories)
    words = words_in(question.text)
    rank = " + ".join(["(instr(title, ?) > 0)"] * len(words)) or "NULL"
    query = (
        f"SELECT key, id, newer FROM record WHERE {where} "  # noqa: S608  (constants only)
        f"ORDER BY {rank} DESC, published DESC, id LIMIT {_MOST}"
    )
    return connection.execute(query, [*values, *words]).fetchall()


def _body(connection: sqlite3.Connection, key: int, newer: str) -> Workflow:
    (body,) = connection.execute("SELECT body FROM body WHERE key = ?", (key,)).fetchone()
    return _read(body, newer)


def _row(connection: sqlite3.Connection, workflow_id: str) -> Known | None:
    query = "SELECT body, newer, asked FROM record JOIN body USING (key) WHERE id = ?"
    found = connection.execute(query, (workflow_id,)).fetchone()
    return None if found is None else Known(workflow=_read(*found[:2]), asked=found[2])


def _read(body: bytes, newer: str) -> Workflow:
    workflow = _decode(body)
    return msgspec.structs.replace(workflow, newer=newer) if newer else workflow


def _values(workflow: Workflow, now: float) -> tuple[Any, ...]:
    is_seen = workflow.notebooks is not None or not workflow.files
    return (
        workflow.id,
        workflow.repository,
        workflow.concept_doi,
        workflow.published,
        workflow.title.casefold(),
        keyword_text(workflow),
        people_text(workflow),
        runtime_text(workflow),
        workflow.kind,
        workflow.newer,
        int(is_seen),
        now,
        words_text(workflow),
    )
