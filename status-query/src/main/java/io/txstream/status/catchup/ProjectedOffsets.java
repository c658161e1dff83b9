package io.txstream.status.catchup;

import static java.util.Objects.requireNonNullElse;

import io.r2dbc.spi.Readable;
import java.util.Arrays;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * How far the tables have been projected, as one statement sees it.
 *
 * @param generation identifies the server process, the database and the files of both tables. It changes with a
 *     restart, a failover, a truncation and a restore, after which the tables can be behind what they showed before. A
 *     rewrite of a table, such as by {@code VACUUM FULL}, changes it too
 * @param offsets for each partition the offset before which everything has been projected, ordered by topic and
 *     partition; shorter than the number of partitions if rows are missing. Must not be changed
 */
public record ProjectedOffsets(String generation, long[] offsets) {

    /** An expression for the column {@code generation}. Costs about a microsecond, since it reads no table. */
    public static final String GENERATION = """
            concat_ws(' ', extract(epoch FROM pg_postmaster_start_time()), pg_relation_filepath('transactions'),
                pg_relation_filepath('projection_offsets'))""";

    /** An expression for the column {@code projected}, evaluated in the snapshot of its statement. */
    public static final String OFFSETS = """
            (SELECT array_agg(greatest(next_offset, passed_offset) ORDER BY topic COLLATE "C", partition)
                FROM projection_offsets)""";

    private static final Long[] NONE = {};

    /** Returns one of the offsets; 0 if it is missing. */
    public long at(int index) {
        return index < offsets.length ? offsets[index] : 0;
    }

    /** Reads them with a statement of its own. */
    static Mono<ProjectedOffsets> readFrom(DatabaseClient database) {
        return database.sql("SELECT %s AS generation, %s AS projected".formatted(GENERATION, OFFSETS))
                .map(ProjectedOffsets::read)
                .one();
    }

    /** Reads the columns {@code generation} and {@code projected}. Null counts as no offsets. */
    public static ProjectedOffsets read(Readable row) {
        Long[] projected = requireNonNullElse(row.get("projected", Long[].class), NONE);
        return new ProjectedOffsets(
                String.valueOf(row.get("generation", String.class)),
                Arrays.stream(projected).mapToLong(Long::longValue).toArray());
    }
}
