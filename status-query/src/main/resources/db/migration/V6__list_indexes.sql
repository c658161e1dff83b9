-- Each serves one filter of lists, and gives their order. A list without a filter is a merge of the three statuses.
-- Text is compared by its bytes, since the order of a locale can change with the system (infra/decisions/021).
--
-- The projection cannot write while an index is built. On a large table, create them before with CONCURRENTLY
-- (infra/docs/operations.md); such an index is kept, unless its creation was interrupted.
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

CREATE INDEX IF NOT EXISTS transactions_by_status
    ON transactions (status, created_at, transaction_id COLLATE "C");
CREATE INDEX IF NOT EXISTS transactions_by_source_account
    ON transactions (source_account COLLATE "C", created_at, transaction_id COLLATE "C");
CREATE INDEX IF NOT EXISTS transactions_by_destination_account
    ON transactions (destination_account COLLATE "C", created_at, transaction_id COLLATE "C");
CREATE INDEX IF NOT EXISTS transactions_by_currency
    ON transactions (currency COLLATE "C", created_at, transaction_id COLLATE "C");
CREATE INDEX IF NOT EXISTS transactions_by_reason
    ON transactions (reason COLLATE "C", created_at, transaction_id COLLATE "C") WHERE reason IS NOT NULL;
