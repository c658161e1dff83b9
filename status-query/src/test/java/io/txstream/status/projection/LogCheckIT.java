package io.txstream.status.projection;

import static io.txstream.status.projection.TestTables.RECEIVED;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.service.LogReader;
import io.txstream.service.TopicLayout;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.DirectProducer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link LogCheck} while another instance runs. */
class LogCheckIT {

    private static final int RECORDS = 5;

    private final Logger logger = (Logger) LoggerFactory.getLogger(LogCheck.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path directory;

    /** A refused move was taken for a written one. Nothing said that the setting was still there. */
    @Test
    void acceptingLostRecordsWarnsAndPassesThemAlsoIfAnotherInstanceMovesTheOffsetMeanwhile()
            throws ExecutionException, InterruptedException {
        lines.start();
        logger.addAppender(lines);
        try (var kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
                var tables = new TestTables(directory.resolve("postgres"));
                var admin = admin(kafka)) {
            kafka.createTopics(1);
            var topics = new TopicLayout(Topics.ALL.stream()
                    .map(name -> new DescribedTopic(name, Uuid.randomUuid(), 1, 1, Map.of()))
                    .toList());
            topics.allPartitions()
                    .forEach(partition -> tables.execute(
                            "INSERT INTO projection_offsets VALUES ('" + partition.topic() + "', 0, 0)"));
            for (int i = 0; i < RECORDS; i++) {
                new DirectProducer(kafka.bootstrapServers()).send("lost" + i);
            }
            admin.deleteRecords(Map.of(RECEIVED, RecordsToDelete.beforeOffset(RECORDS)))
                    .all()
                    .get();
            ProjectionStore store = TestTables.store(new MovingConnections(tables), topics.ids());
            LogCheck.passed(new LogReader(admin), store, topics, true);
            assertThat(tables.offset(RECEIVED).next()).isEqualTo(RECORDS);
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN));
        assertThat(lines.list.get(0).getFormattedMessage()).contains("TXSTREAM_PROJECTION_ACCEPT_LOST_RECORDS is set");
    }

    private static Admin admin(Broker kafka) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    /** Before each of the first connections, another instance has projected a record. */
    private record MovingConnections(TestTables tables) implements ConnectionFactory {

        private static final String MOVE = "UPDATE projection_offsets SET next_offset = next_offset + 1"
                + " WHERE next_offset < 3 AND topic = '" + Topics.RECEIVED + "'";

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.fromRunnable(() -> tables.execute(MOVE))
                    .subscribeOn(Schedulers.boundedElastic())
                    .then(Mono.from(tables.connections().create()));
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return tables.connections().getMetadata();
        }
    }
}
