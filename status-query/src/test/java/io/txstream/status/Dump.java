package io.txstream.status;

import java.util.ArrayList;
import java.util.List;

/** A dump of the tables, and the statements that restore it in the order of {@code pg_restore --clean}. */
final class Dump {

    private static final String COLUMNS =
            "transaction_id, status::%s AS status, source_account, destination_account, amount, currency,"
                    + " created_at, processed_at, received_partition, received_offset, reason";
    private static final String ENUM = COLUMNS.formatted("transaction_status");

    private final List<String> statements = new ArrayList<>(List.of(
            "DROP TABLE transactions",
            "DROP TABLE projection_offsets",
            "DROP FUNCTION projection_forget_offsets",
            "DROP TYPE transaction_status",
            "CREATE TYPE transaction_status AS ENUM ('REJECTED', 'PROCESSING', 'PROCESSED')"));

    Dump(ProjectedTables tables) {
        tables.execute(
                "DROP SCHEMA IF EXISTS dump CASCADE",
                "CREATE SCHEMA dump",
                "CREATE TABLE dump.offsets AS TABLE projection_offsets",
                "CREATE TABLE dump.transactions AS SELECT " + COLUMNS.formatted("text") + " FROM transactions");
        statements.addAll(tables.query("SELECT pg_get_functiondef('projection_forget_offsets'::regproc)"));
        statements.addAll(List.of(
                "CREATE TABLE projection_offsets AS SELECT * FROM dump.offsets WITH NO DATA",
                "CREATE TABLE transactions AS SELECT " + ENUM + " FROM dump.transactions WITH NO DATA",
                "CREATE SEQUENCE projection_batches OWNED BY projection_offsets.next_offset",
                "INSERT INTO projection_offsets SELECT * FROM dump.offsets",
                "INSERT INTO transactions SELECT " + ENUM + " FROM dump.transactions"));
        statements.addAll(tables.query("""
                SELECT format('ALTER TABLE %s ADD CONSTRAINT %s %s', conrelid::regclass, conname,
                    pg_get_constraintdef(oid))
                FROM pg_constraint WHERE contype IN ('p', 'c')
                    AND conrelid IN ('transactions'::regclass, 'projection_offsets'::regclass) ORDER BY conname"""));
        statements.addAll(
                tables.query("SELECT pg_get_triggerdef(oid) || '; ALTER TABLE transactions ENABLE ALWAYS TRIGGER '"
                        + " || tgname FROM pg_trigger WHERE tgrelid = 'transactions'::regclass ORDER BY tgname"));
    }

    List<String> statements() {
        return List.copyOf(statements);
    }

    /** Returns whether the offsets have just been restored and say that all is projected, but the rows are missing. */
    static boolean isTelling(String statement) {
        return statement.startsWith("INSERT INTO projection_offsets");
    }
}
