-- One row per transaction, computed from the topics. To rebuild the tables, stop status-query, then truncate both.

-- Postgres compares enum values in the order of their declaration. A status only moves to a greater one.
CREATE TYPE transaction_status AS ENUM ('REJECTED', 'PROCESSING', 'PROCESSED');

CREATE TABLE transactions (
    transaction_id      text PRIMARY KEY,
    status              transaction_status NOT NULL,
    source_account      text,
    destination_account text,
    -- The contract limits it to numeric(38,18). That type would pad 1500.50 to 1500.500000000000000000.
    amount              numeric,
    currency            text,
    -- Append time of the received record, in broker time.
    created_at          timestamptz NOT NULL,
    -- Append time of the processed event.
    processed_at        timestamptz,
    -- Position of the received record. Of two records with the same status, the first one wins.
    received_partition  integer NOT NULL,
    received_offset     bigint NOT NULL,
    -- Reason of the rejection. Set only if every record of the id was rejected.
    reason              text,
    CONSTRAINT rejected_or_whole CHECK (CASE status
        WHEN 'REJECTED' THEN reason IS NOT NULL AND amount IS NULL
        ELSE reason IS NULL AND source_account IS NOT NULL AND destination_account IS NOT NULL
            AND amount IS NOT NULL AND currency IS NOT NULL END),
    CONSTRAINT processed_has_its_time CHECK ((status = 'PROCESSED') = (processed_at IS NOT NULL))
);

-- The next offset to project of each partition. Updated in the same database transaction as the rows.
CREATE TABLE projection_offsets (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (topic, partition)
);
