"""XML parts of office files, parsed so that a hostile one costs nothing: no document type, no entities, no network."""

from __future__ import annotations

import zlib

from lxml import etree

from gongkai.documents.limits import Archive
from gongkai.errors import DocumentError


def parsed(archive: Archive, name: str, *, instead: tuple[bytes, bytes] = (b"", b"")) -> etree._Element:
    """Return the root of a part, at most 256 levels deep.

    Args:
        instead: bytes replaced before parsing, such as one namespace by another.
    Raises:
        DocumentError: the part is damaged, too large, or not ordinary XML.
    """
    data = archive.read(name)
    if zlib.crc32(data) != archive.parts[name].CRC:
        raise damaged(name)
    if instead[0]:
        data = data.replace(*instead)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise damaged(name) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(
            f"The part {name} declares a document type, which office programs never write; save the file again.",
            zh=f"部件{name}声明了文档类型，正常的办公软件不会这样保存；请打开后另存。",
        )
    return root


def damaged(name: str) -> DocumentError:
    """The error for a part that does not hold what it should."""
    return DocumentError(
        f"The file is damaged in its part {name}; copy or save it again.",
        zh=f"文件的部件{name}已损坏；请重新复制或者另存。",
    )
