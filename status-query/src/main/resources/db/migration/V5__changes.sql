-- Which transactions each batch has changed, so that every instance can wake those who wait for one of them
-- (infra/decisions/020). Not a part of the fold: rows live for minutes, and after a crash of the server there are none.
CREATE UNLOGGED TABLE projection_changes (
    batch      bigint NOT NULL,
    ids        text[] NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    settled    xid8 NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot())
);

-- Rows are read once or twice and soon deleted. To compress them costs more than the space.
ALTER TABLE projection_changes ALTER COLUMN ids SET STORAGE EXTERNAL;

-- Not unique: a dump can restore rows whose numbers the projection writes again.
CREATE INDEX projection_changes_batch ON projection_changes (batch);

COMMENT ON TABLE projection_changes IS
    'The transactions that each batch of the last minutes has changed. It can be emptied at any time.';
COMMENT ON COLUMN projection_changes.batch IS 'The number of the batch, as it is announced.';
COMMENT ON COLUMN projection_changes.ids IS 'The ids of the rows that the batch has inserted or changed.';
COMMENT ON COLUMN projection_changes.written_at IS 'When the database transaction of the batch began.';
COMMENT ON COLUMN projection_changes.written_by IS 'The database transaction of the batch.';
COMMENT ON COLUMN projection_changes.settled IS
    'All database transactions before this one had ended when the batch was written, and so before it was committed.';
