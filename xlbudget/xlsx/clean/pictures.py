"""What pictures say beside what they show: camera, place, author, program and path."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TELLS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_JPEG_TELLS = (0xE1, 0xED, 0xFE)  # Exif and XMP, Photoshop, comment
_ORIENTATION = 0x0112


def without_remarks(data: bytes) -> bytes:
    """A PNG or JPEG without its texts and Exif data, and every pixel as it was; anything else as it is."""
    if data.startswith(_PNG):
        return _plain_png(data)
    if data.startswith(b"\xff\xd8"):
        return _plain_jpeg(data)
    return data


def _plain_png(data: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while place + 12 <= len(data):
        end = place + 12 + struct.unpack_from(">I", data, place)[0]
        if data[place + 4 : place + 8] not in _PNG_TELLS:
            kept.append(data[place:end])
        if data[place + 4 : place + 8] == b"IEND":
            break  # what stands behind it nobody shows
        place = end
    return b"".join(kept)


def _plain_jpeg(data: bytes) -> bytes:
    kept, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        kind, end = data[place + 1], place + 2 + struct.unpack_from(">H", data, place + 2)[0]
        if kind not in _JPEG_TELLS:
            kept.append(data[place:end])
        elif turned := _orientation(data[place + 4 : end]):
            kept.append(_only_orientation(turned))
        place = end
    return b"".join([*kept, data[place:]])


def _orientation(exif: bytes) -> int:
    """How a camera was held, where that changes what is shown; 0 where it does not."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    order = "<" if exif[6:8] == b"II" else ">"
    try:
        (begin,) = struct.unpack_from(f"{order}I", exif, 10)
        (count,) = struct.unpack_from(f"{order}H", exif, 6 + begin)
        for number in range(min(count, 1000)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, 8 + begin + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if 1 < value <= 8 else 0
    except struct.error:
        pass
    return 0


def _only_orientation(value: int) -> bytes:
    exif = b"Exif\0\0" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
