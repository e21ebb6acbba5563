"""
Compresses what is stored in great numbers and says nearly the same each time, such as the header of
an event: with a dictionary of what most of it holds.
"""

from __future__ import annotations

import zlib

# What is packed hardly repeats what is further back than 4 KiB, and less memory takes less time.
WINDOW, MEMORY = -12, 5


class Packing:
    """
    A way to pack contents of one kind.

    Args:
        words: What most contents hold, the most frequent last: packed bytes point into it. Whoever
            changes a letter of it changes what is stored, so that other words need a new format.
        level: How much time to take, from 1 to 9.
        largest: The size of the largest content, in bytes.
    """

    def __init__(self, words: bytes, *, level: int, largest: int) -> None:
        self._words, self._largest = words, largest
        # Copied for each content: most take less time than the words do.
        self._begun = zlib.compressobj(level, zlib.DEFLATED, WINDOW, MEMORY, zdict=words)

    def packed(self, content: bytes) -> bytes:
        """
        Return the packed bytes of a content.

        Raises:
            ValueError: The content is larger than any that is unpacked again.
        """
        if len(content) > self._largest:
            raise ValueError(f"{len(content)} bytes are beyond all bounds")
        compressor = self._begun.copy()
        return compressor.compress(content) + compressor.flush()

    def unpacked(self, packed: bytes) -> bytes:
        """
        Return the content of packed bytes.

        Raises:
            ValueError: The bytes are of no content, or of one larger than any that was packed.
        """
        decompressor = zlib.decompressobj(WINDOW, zdict=self._words)
        try:
            content = decompressor.decompress(packed, self._largest)
        except zlib.error as error:
            raise ValueError("no packed content") from error
        if not decompressor.eof or decompressor.unused_data:
            raise ValueError("no whole content")
        return content
