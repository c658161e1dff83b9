-- What shows whether the tables belong to the log, and whether lookups may rely on them (infra/decisions/012).
ALTER TABLE projection_offsets
    ADD COLUMN passed_offset bigint,
    ADD COLUMN topic_id      text,
    ADD COLUMN leader_epoch  integer,
    ADD COLUMN rebuild_to    bigint;

-- The tables are complete up to these offsets.
UPDATE projection_offsets SET rebuild_to = 0;

COMMENT ON COLUMN projection_offsets.next_offset IS
    'The offset after the last projected record. Moves by compare-and-set.';
COMMENT ON COLUMN projection_offsets.passed_offset IS
    'The consumer''s position: next_offset, or past the transaction markers that follow it.';
COMMENT ON COLUMN projection_offsets.topic_id IS
    'Id of the topic that the rows were computed from. A topic that is created again has another id.';
COMMENT ON COLUMN projection_offsets.leader_epoch IS
    'Leader epoch of the last projected record. A log that was truncated below it ends that epoch earlier.';
COMMENT ON COLUMN projection_offsets.rebuild_to IS
    'Until the projection has passed this offset, rows can be older than rows that were shown before. Null: unknown.';

-- Without its rows, the offsets must not say that everything was projected. A DELETE that leaves rows is respected.
CREATE FUNCTION projection_forget_offsets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    has_rows boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO has_rows;
    IF NOT has_rows THEN
        EXECUTE format('DELETE FROM %I.projection_offsets', TG_TABLE_SCHEMA);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER transactions_truncated AFTER TRUNCATE ON transactions
    FOR EACH STATEMENT EXECUTE FUNCTION projection_forget_offsets();
CREATE TRIGGER transactions_deleted AFTER DELETE ON transactions
    FOR EACH STATEMENT EXECUTE FUNCTION projection_forget_offsets();

-- Also in sessions that restore a dump.
ALTER TABLE transactions ENABLE ALWAYS TRIGGER transactions_truncated;
ALTER TABLE transactions ENABLE ALWAYS TRIGGER transactions_deleted;
