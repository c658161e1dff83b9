-- What shows whether the tables belong to the log (infra/decisions/012). Versions without these columns move only
-- next_offset, and always past passed_offset: so the epoch is that of next_offset only if passed_offset reaches it.
ALTER TABLE projection_offsets
    ADD COLUMN passed_offset bigint,
    ADD COLUMN topic_id      text,
    ADD COLUMN leader_epoch  integer;

COMMENT ON COLUMN projection_offsets.next_offset IS
    'The offset after the last projected record. Moves by compare-and-set.';
COMMENT ON COLUMN projection_offsets.passed_offset IS
    'The consumer''s position: next_offset, or past the transaction markers that follow it. Less than next_offset or'
    ' null if an earlier version has moved next_offset.';
COMMENT ON COLUMN projection_offsets.topic_id IS
    'Id of the topic that the rows were computed from. A topic that is created again has another id.';
COMMENT ON COLUMN projection_offsets.leader_epoch IS
    'Leader epoch of the last projected record. A log that was truncated below it ends that epoch earlier. Counts only'
    ' if passed_offset is not less than next_offset.';

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
