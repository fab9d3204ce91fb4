-- The card store, version 1.

-- What was imported last. One row, from the beginning.
CREATE TABLE card_state (
    id      smallint PRIMARY KEY CHECK (id = 1),
    version smallint NOT NULL,     -- of these tables
    as_of   timestamptz,           -- null: nothing was imported yet
    keyset  bigint NOT NULL,       -- goes up whenever card_key changes, from a number that no store had before
    events  bigint NOT NULL        -- how many there should be
);

-- The keys that cards are digested under. The keys themselves are elsewhere.
CREATE TABLE card_key (
    number      smallint PRIMARY KEY,   -- stands for the key in card_event
    id          text NOT NULL UNIQUE,   -- the key's name in the key file
    check_value bytea NOT NULL          -- tells the right key from another
);

-- The history of the cards. No number is in it: a card is the HMAC-SHA-256 of
-- its pair of numbers under a key that is not in the database.
CREATE TABLE card_event (
    digest     bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    day        boolean NOT NULL,     -- known by its date alone: midnight in China
    status     smallint NOT NULL,    -- place among the statuses, from 1
    key        smallint NOT NULL,
    PRIMARY KEY (digest, changed_at, day, status)
);

INSERT INTO card_state VALUES (1, 1, NULL, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, 0);
