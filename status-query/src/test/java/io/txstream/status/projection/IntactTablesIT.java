package io.txstream.status.projection;

import static io.txstream.status.projection.TestTables.RECEIVED;
import static io.txstream.status.projection.TestTables.processing;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.status.catchup.ProjectedOffsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** {@code NeverBackwards}: notices tables that are not those of the migration, or no longer those of before. */
class IntactTablesIT {

    @TempDir
    private static Path directory;

    private static TestTables tables;

    @BeforeAll
    static void start() {
        tables = new TestTables(directory);
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @AfterEach
    void migrateAgain() {
        tables.execute("DROP SCHEMA public CASCADE");
        tables.execute("CREATE SCHEMA public");
        tables.migrate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE projection_offsets",
                "DROP TABLE transactions",
                "DROP TRIGGER transactions_truncated ON transactions",
                "ALTER TABLE transactions DISABLE TRIGGER transactions_deleted",
                "ALTER TABLE transactions ENABLE REPLICA TRIGGER transactions_deleted",
                "ALTER TABLE transactions DROP CONSTRAINT transactions_pkey",
                "ALTER TABLE projection_offsets DROP CONSTRAINT projection_offsets_pkey",
                "ALTER TABLE projection_offsets DROP COLUMN passed_offset"
            })
    void tablesThatTheMigrationDidNotCreateAreIncompleteAndNothingIsWritten(String statement) {
        tables.offset(RECEIVED);
        tables.execute(statement);
        assertIncomplete(tables.store().projected());
        assertIncomplete(tables.store().write(List.of(processing("t1", 0)), List.of(OffsetMove.to(RECEIVED, 0, 1))));
    }

    /** A restore creates the triggers last. Rows that were inserted before would fail it, or hide what it inserts. */
    @Test
    void noRowIsInsertedWhileTablesAreRestored() {
        tables.execute("DROP TRIGGER transactions_truncated ON transactions");
        assertIncomplete(tables.store().offsets(List.of(RECEIVED)));
        assertThat(tables.row("SELECT count(*) FROM projection_offsets")).isEqualTo(Map.of("count", 0L));
    }

    /** {@code pg_restore --data-only --disable-triggers} enables them without ALWAYS. */
    @Test
    void triggersThatWereDisabledDuringARestoreAreIntact() {
        tables.execute("ALTER TABLE transactions DISABLE TRIGGER ALL");
        assertThatThrownBy(tables.store().projected()::block)
                .hasMessageEndingWith("missing: the enabled trigger transactions_truncated, the enabled trigger"
                        + " transactions_deleted");
        tables.execute("ALTER TABLE transactions ENABLE TRIGGER ALL");
        assertThat(projected().offsets()).isEmpty();
        tables.write(
                List.of(processing("t1", 0)),
                OffsetMove.to(RECEIVED, tables.offset(RECEIVED).next(), 1));
        tables.execute("TRUNCATE transactions");
        assertThat(projected().offsets()).isEmpty();
    }

    @Test
    void theGenerationChangesIfTheTablesMayHaveGoneBack() {
        String first = projected().generation();
        tables.write(
                List.of(processing("t1", 0)),
                OffsetMove.to(RECEIVED, tables.offset(RECEIVED).next(), 1));
        tables.execute("VACUUM transactions, projection_offsets");
        assertThat(projected().generation()).isEqualTo(first);
        tables.execute("TRUNCATE transactions");
        String truncated = projected().generation();
        tables.execute("TRUNCATE projection_offsets");
        String bothTruncated = projected().generation();
        migrateAgain();
        String restored = projected().generation();
        tables.replaceDatabaseByACopy();
        String copied = afterLostConnections();
        tables.postgres().restart();
        assertThat(List.of(first, truncated, bothTruncated, restored, copied, afterLostConnections()))
                .doesNotHaveDuplicates();
    }

    private static String afterLostConnections() {
        await().ignoreExceptions().until(() -> projected() != null);
        return projected().generation();
    }

    @Test
    void theRemedyForDisabledTriggersIsEnough() {
        tables.execute("ALTER TABLE transactions DISABLE TRIGGER ALL");
        String remedy = IncompleteTablesException.REMEDY;
        tables.execute(remedy.substring(remedy.indexOf("ALTER"), remedy.indexOf(", and if")));
        assertThat(projected().offsets()).isEmpty();
    }

    private static ProjectedOffsets projected() {
        return requireNonNull(tables.store().projected().block());
    }

    private static void assertIncomplete(Mono<?> read) {
        assertThatThrownBy(read::block).isInstanceOf(IncompleteTablesException.class);
    }
}
