package io.txstream.embedded.kafka;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.Server;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;

/** A single broker. A record that it acknowledged survives a stop and a kill. */
public interface Broker extends Server {

    /** Returns the address that clients connect to, {@code host:port}. */
    String bootstrapServers();

    /** Creates topics. Those that exist stay unchanged. */
    void createTopics(List<NewTopic> topics);

    /** Creates the topics of the contract with one replica. Topics that exist stay unchanged. */
    default void createTopics(int partitions) {
        createTopics(Topics.specifications(partitions, (short) 1));
    }
}
