package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionTableTest {

    /** The statement that the columns generate. */
    @Test
    void upsertNamesEachColumnInTheOrderOfItsParameter() {
        assertThat(TransactionTable.UPSERT).isEqualToIgnoringWhitespace("""
                WITH changed AS (
                INSERT INTO transactions AS own (transaction_id, status, source_account, destination_account, amount,
                    currency, created_at, processed_at, received_partition, received_offset, reason)
                SELECT * FROM unnest($1::text[], $2::transaction_status[], $3::text[], $4::text[], $5::numeric[],
                    $6::text[], $7::timestamptz[], $8::timestamptz[], $9::integer[], $10::bigint[], $11::text[])
                ON CONFLICT (transaction_id) DO UPDATE SET
                    status = EXCLUDED.status,
                    source_account = EXCLUDED.source_account,
                    destination_account = EXCLUDED.destination_account,
                    amount = EXCLUDED.amount,
                    currency = EXCLUDED.currency,
                    created_at = EXCLUDED.created_at,
                    processed_at = EXCLUDED.processed_at,
                    received_partition = EXCLUDED.received_partition,
                    received_offset = EXCLUDED.received_offset,
                    reason = EXCLUDED.reason
                WHERE EXCLUDED.status > own.status
                    OR (EXCLUDED.status = own.status AND (EXCLUDED.received_partition, EXCLUDED.received_offset)
                        < (own.received_partition, own.received_offset))
                RETURNING own.transaction_id)
                INSERT INTO projection_changes (batch, ids)
                SELECT $12::bigint, array_agg(transaction_id) FROM changed HAVING count(*) > 0
                """);
    }
}
