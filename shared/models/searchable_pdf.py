"""A searchable PDF as it is kept: what of it is not in the document's file."""

from dataclasses import dataclass
from typing import Self

_COUNT_BYTES = 8


@dataclass(frozen=True, slots=True)
class SearchablePdf:
    """The first ``file_bytes`` bytes are those of the document's file, all of them or none; ``rest`` follows them."""

    file_bytes: int
    rest: bytes

    @property
    def size(self) -> int:
        """Bytes of the whole."""
        return self.file_bytes + len(self.rest)

    def pack(self) -> bytes:
        """As bytes, the first of which is 0."""
        return self.file_bytes.to_bytes(_COUNT_BYTES, "big") + self.rest

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """What `pack` wrote."""
        return cls(int.from_bytes(packed[:_COUNT_BYTES], "big"), packed[_COUNT_BYTES:])
