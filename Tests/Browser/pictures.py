"""Pictures for tests, made on the spot."""

import struct
import zlib


def picture(size, color=(106, 27, 154)):
    """A square PNG of one colour."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + bytes(color) * size) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def as_file(content, type="image/png"):
    """As somebody chooses it."""
    return {"name": "logo", "mimeType": type, "buffer": content}
