-- The card store, version 1. See the package comment for what is in it and why.

-- What was imported last. One row, from the beginning.
CREATE TABLE state (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    as_of    INTEGER NOT NULL,   -- microseconds since 1970; 0: nothing was imported yet
    keyset   INTEGER NOT NULL,   -- goes up whenever card_key changes
    checksum INTEGER NOT NULL    -- of as_of and keyset, as the blocks have one
);

-- The keys that cards are digested under. The keys themselves are elsewhere.
CREATE TABLE card_key (
    number      INTEGER PRIMARY KEY,   -- stands for the key in the blocks
    id          TEXT NOT NULL UNIQUE,  -- the key's name in the key file
    check_value BLOB NOT NULL          -- tells the right key from another
);

-- The cards, by stretches of their digests (block.go).
CREATE TABLE block (
    first INTEGER PRIMARY KEY,   -- where the stretch begins
    data  BLOB NOT NULL
);
