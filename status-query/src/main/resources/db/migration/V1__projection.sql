-- What the topics say, one row a transaction. A fold of the log: to rebuild it, truncate both tables and start again.

-- In the order in which a transaction moves; comparisons go by it, and a status never goes back.
CREATE TYPE transaction_status AS ENUM ('REJECTED', 'PROCESSING', 'PROCESSED');

CREATE TABLE transactions (
    transaction_id      text PRIMARY KEY,
    status              transaction_status NOT NULL,
    source_account      text,
    destination_account text,
    -- Fits numeric(38,18) by the contract, and is not declared so: that would write 1500.50 as 1500.500000000000000000.
    amount              numeric,
    currency            text,
    -- The append time of the received record, by the broker's clock.
    created_at          timestamptz NOT NULL,
    -- The append time of the processed event.
    processed_at        timestamptz,
    -- Where the received record lies: of two with the same status the first one wins.
    received_partition  integer NOT NULL,
    received_offset     bigint NOT NULL,
    -- Why, where only rejected records were seen.
    reason              text,
    CONSTRAINT rejected_or_whole CHECK (CASE status
        WHEN 'REJECTED' THEN reason IS NOT NULL AND amount IS NULL
        ELSE reason IS NULL AND source_account IS NOT NULL AND destination_account IS NOT NULL
            AND amount IS NOT NULL AND currency IS NOT NULL END),
    CONSTRAINT processed_has_its_time CHECK ((status = 'PROCESSED') = (processed_at IS NOT NULL))
);

-- How far each partition has been folded in. Moves in the same database transaction as the rows.
CREATE TABLE projection_offsets (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (topic, partition)
);
