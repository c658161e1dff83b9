-- Drops indexes of lists whose creation before the start was interrupted, so that V7 creates them
-- (infra/docs/operations.md).
-- On its own, since this lock keeps lookups from reading: they would wait while V7 builds indexes.
SET LOCAL lock_timeout = '5s';

DO $$
DECLARE
    unfinished regclass;
BEGIN
    FOR unfinished IN
        SELECT indexrelid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE indrelid = 'transactions'::regclass AND NOT indisvalid AND relname LIKE 'transactions\_by\_%'
    LOOP
        EXECUTE format('DROP INDEX %s', unfinished);
    END LOOP;
END
$$;
