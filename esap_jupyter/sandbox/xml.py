"""The few calls with which the sandbox writes XML."""

import re
from xml.etree import ElementTree as ET

__all__ = ["child", "clean", "document"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child(parent: ET.Element, tag: str, text: object = None, **attributes: str) -> ET.Element:
    """Add an element with text and attributes."""
    element = ET.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    element.text = None if text is None else clean(str(text))
    return element


def clean(text: str) -> str:
    """Replace the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def document(root: ET.Element) -> bytes:
    """Return the document with its declaration."""
    text = ET.tostring(root, encoding="unicode")
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + text.encode()
