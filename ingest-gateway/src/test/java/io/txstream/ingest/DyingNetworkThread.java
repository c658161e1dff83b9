package io.txstream.ingest;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Ends the producer's network thread at the first acknowledgement: the client catches exceptions, but no errors. */
public final class DyingNetworkThread implements ProducerInterceptor<byte[], byte[]> {

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        throw new LinkageError("a class of the producer cannot be loaded");
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
