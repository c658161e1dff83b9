package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.RejectionReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code Rebuildable} and {@code NeverBackwards}: a fold is the greatest row of each id, in any order of records. */
class FoldPropertyTest {

    @Property
    void foldingAPrefixOfTheLogTwiceChangesNothing(
            @ForAll("logs") List<ConsumerRecord<byte[], byte[]>> log, @ForAll Random random) {
        var twice = new ArrayList<>(log.subList(0, log.isEmpty() ? 0 : random.nextInt(log.size())));
        twice.addAll(log);
        assertThat(fold(twice)).containsExactlyElementsOf(fold(log));
    }

    @Property
    void theOrderOfRecordsChangesNothing(
            @ForAll("logs") List<ConsumerRecord<byte[], byte[]>> log, @ForAll Random random) {
        var shuffled = new ArrayList<>(log);
        Collections.shuffle(shuffled, random);
        assertThat(fold(shuffled)).containsExactlyElementsOf(fold(log));
    }

    private static Collection<Row> fold(List<ConsumerRecord<byte[], byte[]>> log) {
        var fold = new Fold(1);
        log.forEach(fold::add);
        return fold.rows();
    }

    @Provide
    static Arbitrary<List<ConsumerRecord<byte[], byte[]>>> logs() {
        Arbitrary<String> ids = Arbitraries.of("t1", "t2", "t3");
        Arbitrary<Long> amounts = Arbitraries.longs().between(1, 2);
        Arbitrary<Long> offsets = Arbitraries.longs().between(0, 5);
        return Arbitraries.oneOf(
                        Combinators.combine(offsets, ids, amounts).as(FoldPropertyTest::received),
                        Combinators.combine(offsets, ids, amounts, offsets).as(TopicRecords::processed),
                        Combinators.combine(offsets, ids, offsets)
                                .as((offset, id, origin) -> TopicRecords.rejected(
                                        offset, id, null, RejectionReason.MALFORMED_JSON, origin)))
                .list()
                .ofMaxSize(30)
                .map(FoldPropertyTest::onePerOffset);
    }

    private static ConsumerRecord<byte[], byte[]> received(long offset, String id, long amount) {
        return TopicRecords.received(offset, id, amount);
    }

    /** Keeps what a real log can hold: one record at each offset, and one processed event for each received record. */
    private static List<ConsumerRecord<byte[], byte[]>> onePerOffset(List<ConsumerRecord<byte[], byte[]>> records) {
        var seen = new HashSet<String>();
        return records.stream()
                .filter(record -> seen.add(record.topic() + record.offset()))
                .filter(record -> seen.add(String.valueOf(originOf(record))))
                .toList();
    }

    private static String originOf(ConsumerRecord<byte[], byte[]> record) {
        var fold = new Fold(1);
        fold.add(record);
        return record.topic() + fold.rows().stream().map(Row::received).toList();
    }
}
