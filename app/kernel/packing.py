"""Short texts made shorter: raw deflate, primed with words that such texts often contain.

A few hundred bytes of JSON hardly compress by themselves: most of them are words that stand in each of them, but only once in each. Given
those words beforehand, deflate writes references to them. The first byte tells: 1, 2 … is the version of the words (`words[version - 1]`) that
the deflated rest needs; anything else, and so every JSON text, is the content as it is. A version that was released never changes.
"""
import zlib

RAW = -zlib.MAX_WBITS       # neither header nor checksum: what matters is guarded elsewhere (the trace by hashes)
LARGEST = 64 * 2**20        # bytes that a value may unpack to; far above what any request may send
VERSIONS = 8                # no JSON text begins with a byte below 9


def pack(content: bytes, words: tuple[bytes, ...]) -> bytes:
    """The content, packed with the newest words if that is shorter."""
    if len(content) > LARGEST:
        return content
    shorter = packed(content, words)
    return shorter if len(shorter) < len(content) else content


def packed(content: bytes, words: tuple[bytes, ...]) -> bytes:
    """The content, packed with the newest words, shorter or not."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, RAW, 8, zlib.Z_DEFAULT_STRATEGY, words[-1])
    return bytes((len(words),)) + deflate.compress(content) + deflate.flush()


def unpack(stored: bytes, words: tuple[bytes, ...]) -> bytes:
    """What was packed. Raises ValueError if it needs words that this release does not have, zlib.error if it is damaged."""
    if not stored or stored[0] > VERSIONS:
        return stored
    if not 1 <= stored[0] <= len(words):
        raise ValueError(f"packed with words of version {stored[0]}, which this release does not know")
    inflate = zlib.decompressobj(RAW, words[stored[0] - 1])
    content = inflate.decompress(stored[1:], LARGEST)
    if not inflate.eof:
        raise ValueError("damaged or too large to unpack")
    return content
