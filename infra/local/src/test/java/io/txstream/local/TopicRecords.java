package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Rejection;
import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of the topics now, by key. */
final class TopicRecords {

    private final TopicReader topics;

    TopicRecords(String bootstrapServers) {
        topics = new TopicReader(bootstrapServers);
    }

    List<ConsumerRecord<byte[], byte[]>> received(String key) {
        return records(Topics.RECEIVED, key);
    }

    List<ConsumerRecord<byte[], byte[]>> processed(String key) {
        return records(Topics.PROCESSED, key);
    }

    /** Returns the ids of all processed events. */
    List<String> processedIds() {
        return topics.readAll(Topics.PROCESSED).stream()
                .map(record -> event(record).transaction().id())
                .toList();
    }

    List<Rejection> rejections(String key) {
        return records(Topics.REJECTED, key).stream()
                .map(record -> requireNonNull(Rejection.readFrom(record.headers())))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> rejected(String key) {
        return records(Topics.REJECTED, key);
    }

    static ProcessedEvent event(ConsumerRecord<byte[], byte[]> record) {
        return requireNonNull(ProcessedJson.read(record.value()));
    }

    /** Returns every record of a topic. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return topics.readAll(topic);
    }

    /** Returns the records of a key. A record without a key has the empty key. */
    private List<ConsumerRecord<byte[], byte[]>> records(String topic, String key) {
        return all(topic).stream()
                .filter(record -> (record.key() == null ? "" : new String(record.key(), UTF_8)).equals(key))
                .toList();
    }
}
