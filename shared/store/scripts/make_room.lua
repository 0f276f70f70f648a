-- Images of pages make room for what cannot be made again.
-- a: bytes, fill (share of its memory that the store may use)
make_room(a.bytes, a.fill)
