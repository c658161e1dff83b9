-- Each serves one filter of lists, and gives their order. A list without a filter is a merge of the three statuses.
-- Text is compared by its bytes, since the order of a locale can change with the system (infra/decisions/021).
--
-- The projection cannot write while an index is built. On a large table, create them before with CONCURRENTLY
-- (infra/docs/operations.md). Such an index is kept.
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
