"""Both shapes in which Zenodo describes a record."""

from typing import Any
from urllib.parse import quote

from .zenodo_records import FakeRecord

__all__ = ["file_entry", "inveniordm", "legacy"]


def _file_links(root: str, record: FakeRecord, key: str) -> dict[str, str]:
    quoted = quote(key, safe="")
    if record.in_bucket:
        return {"self": f"{root}/api/files/{record.bucket}/{quote(key)}"}
    return {"self": f"{root}/api/records/{record.id}/files/{quoted}/content"}


def file_entry(root: str, record: FakeRecord, key: str) -> dict[str, Any]:
    """Describe a file as ``/files`` and the newer shape do."""
    quoted = quote(key, safe="")
    here = f"{root}/api/records/{record.id}/files/{quoted}"
    content = _file_links(root, record, key)["self"] if record.in_bucket else f"{here}/content"
    return {
        "key": key,
        "id": f"file-{quoted}",
        "ext": key.rpartition(".")[2],
        "size": record.files[key].size,
        "mimetype": "application/octet-stream",
        "checksum": record.files[key].checksum,
        "storage_class": "L",
        "links": {"self": here, "content": content},
    }


def legacy(root: str, record: FakeRecord, latest: FakeRecord) -> dict[str, Any]:
    """Describe a record as ``application/json`` does."""
    doi = f"10.5281/zenodo.{record.id}"
    metadata: dict[str, Any] = {
        "title": record.title,
        "doi": doi,
        "publication_date": record.published,
        "description": record.description,
        "access_right": {"metadata": "open"}.get(record.access, record.access),
        "creators": [
            {"name": name, "affiliation": place, **({"orcid": orcid} if orcid else {})}
            for name, orcid, place in record.creators
        ],
        "version": record.version,
        "resource_type": {"title": record.type.capitalize(), "type": record.type},
        "communities": [{"id": each} for each in record.communities],
        "relations": {
            "version": [
                {
                    "index": record.index,
                    "is_last": record == latest,
                    "parent": {"pid_type": "recid", "pid_value": record.concept},
                }
            ]
        },
    }
    # What is empty is left out.
    if record.keywords:
        metadata["keywords"] = list(record.keywords)
    if record.license:
        metadata["license"] = {"id": record.license}
    if record.code:
        metadata["related_identifiers"] = [
            {"identifier": record.code, "relation": "isSupplementTo", "scheme": "url"}
        ]
    document = {
        "id": int(record.id),
        "recid": record.id,
        "conceptrecid": record.concept,
        "conceptdoi": f"10.5281/zenodo.{record.concept}",
        "doi": doi,
        "doi_url": f"https://doi.org/{doi}",
        "created": f"{record.published}T10:00:00.000000+00:00",
        "revision": 3,
        "title": record.title,
        "state": "done",
        "submitted": True,
        "metadata": metadata,
        "links": {
            "self": f"{root}/api/records/{record.id}",
            "self_html": f"{root}/records/{record.id}",
            "html": f"{root}/records/{record.id}",
            "latest": f"{root}/api/records/{record.id}/versions/latest",
            "latest_html": f"{root}/records/{record.id}/latest",
            "files": f"{root}/api/records/{record.id}/files",
            "archive": f"{root}/api/records/{record.id}/files-archive",
            "doi": f"https://doi.org/{doi}",
            "badge": f"{root}/badge/DOI/{doi}.svg",
        },
        "files": [],
    }
    if record.is_closed:
        del document["files"]
    else:
        document["files"] = [
            {
                "id": f"file-{number}",
                "key": key,
                "size": file.size,
                "checksum": file.checksum,
                "links": _file_links(root, record, key),
            }
            for number, (key, file) in enumerate(record.files.items())
        ]
    return document


def inveniordm(root: str, record: FakeRecord, latest: FakeRecord) -> dict[str, Any]:
    """Describe a record as ``application/vnd.inveniordm.v1+json`` does."""
    is_open = not record.is_closed
    entries = {key: file_entry(root, record, key) for key in record.files} if is_open else {}
    embargo = {"active": record.access == "embargoed", "until": "2099-01-01", "reason": None}
    return {
        "id": record.id,
        "access": {
            "record": "public",
            "files": "public" if is_open else "restricted",
            "status": record.access,
            "embargo": embargo,
        },
        "created": f"{record.published}T10:00:00.000000+00:00",
        "custom_fields": {
            "legacy:communities": list(record.communities),
            **({"code:codeRepository": record.code} if record.code else {}),
        },
        "files": {
            "enabled": bool(record.files),
            "count": len(entries),
            "order": [],
            "total_bytes": sum(each["size"] for each in entries.values()),
            "entries": entries,
        },
        "is_draft": False,
        "is_published": True,
        "links": {
            "self": f"{root}/api/records/{record.id}",
            "self_html": f"{root}/records/{record.id}",
            "latest": f"{root}/api/records/{record.id}/versions/latest",
            "archive": f"{root}/api/records/{record.id}/files-archive",
        },
        "metadata": {
            "title": record.title,
            "description": record.description,
            "publication_date": record.published,
            "creators": [_creator(*each) for each in record.creators],
            "subjects": [{"subject": each} for each in record.keywords],
            "resource_type": {"id": record.type, "title": {"en": record.type.capitalize()}},
            "rights": [{"id": record.license}] if record.license else [],
            "version": record.version,
        },
        "parent": {
            "id": record.concept,
            "communities": {},
            "pids": {"doi": {"identifier": f"10.5281/zenodo.{record.concept}"}},
        },
        "pids": {"doi": {"identifier": f"10.5281/zenodo.{record.id}", "provider": "datacite"}},
        "versions": {"index": record.index, "is_latest": record == latest},
    }


def _creator(name: str, orcid: str, place: str) -> dict[str, Any]:
    family, _, given = name.partition(", ")
    identifiers = [{"identifier": orcid, "scheme": "orcid"}] if orcid else []
    return {
        "person_or_org": {
            "type": "personal",
            "name": name,
            "given_name": given,
            "family_name": family,
            "identifiers": identifiers,
        },
        "affiliations": [{"name": place}] if place else [],
    }
