package io.txstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import io.txstream.embedded.kafka.Broker;
import io.txstream.service.FailureExit;
import io.txstream.testsupport.TopicReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The processor as an application on a real broker, with a group of its own and one partition per topic. */
final class ProcessorRig implements AutoCloseable {

    static final TopicPartition RECEIVED = new TopicPartition(Topics.RECEIVED, 0);

    final String group;
    final Admin admin;
    /** How often a processor would have ended its process. */
    final AtomicInteger exits = new AtomicInteger();

    private final ListAppender<ILoggingEvent> lastLines = new ListAppender<>();
    private final Logger exitLog = (Logger) LoggerFactory.getLogger(FailureExit.class);
    private final Broker kafka;
    private final Path directory;

    /** Creates the three topics again, so that no state of an earlier rig matches them. */
    ProcessorRig(Broker kafka, Path directory, String group) {
        this.kafka = kafka;
        this.directory = directory;
        this.group = group;
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        createTopicsAgain();
    }

    void createTopicsAgain() {
        Collection<String> existing = get(admin.listTopics().names());
        get(admin.deleteTopics(Topics.ALL.stream().filter(existing::contains).toList())
                .all());
        await().ignoreExceptions().atMost(Duration.ofSeconds(30)).until(() -> {
            get(admin.createTopics(Topics.specifications(1, (short) 1)).all());
            return true;
        });
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get(admin.listTopics().names()).containsAll(Topics.ALL));
    }

    /** Starts the processor on a state directory. Returns when its tasks run. */
    ConfigurableApplicationContext run(String stateDirectory, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.kafka.streams.application-id=" + group,
                "--spring.kafka.streams.state-dir=" + directory.resolve(stateDirectory),
                "--txstream.processor.threads=1",
                "--txstream.processor.dedupe-window=1m",
                "--txstream.topics.startup-timeout=30s"));
        arguments.addAll(List.of(settings));
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--txstream.processor.delay="))) {
            arguments.add("--txstream.processor.delay=0s");
        }
        var application = new SpringApplication(ProcessorApplication.class);
        application.addInitializers(context -> {
            lastLines.start(); // Spring has just reset the logs
            exitLog.addAppender(lastLines);
            ((GenericApplicationContext) context)
                    .registerBean(FailureExit.class, () -> new FailureExit(exits::incrementAndGet));
        });
        return application.run(arguments.toArray(String[]::new));
    }

    /** Runs the processor until an action returns, and then stops it in order. */
    void whileRuns(String stateDirectory, Consumer<ConfigurableApplicationContext> action, String... settings) {
        try (var processor = run(stateDirectory, settings)) {
            action.accept(processor);
        }
    }

    /** Sends transactions that are an hour old, so that the dedupe window does not cover them. */
    void sendOld(String... ids) {
        setTimestampType("CreateTime");
        send(System.currentTimeMillis() - Duration.ofHours(1).toMillis(), ids);
        setTimestampType(Topics.LOG_APPEND_TIME);
    }

    void send(String... ids) {
        send(null, ids);
    }

    /** Writes the event of a received offset, as another version has. */
    void sendProcessed(String id, long offset) {
        var transaction = new Transaction(id, "a", "b", BigDecimal.ONE, "EUR");
        var event = new ProcessedEvent(transaction, Instant.EPOCH, Instant.EPOCH, new Position(0, offset));
        send(new ProducerRecord<>(Topics.PROCESSED, 0, null, id.getBytes(UTF_8), ProcessedJson.write(event)));
    }

    /** Sends each transaction in a batch of its own. */
    private void send(@Nullable Long timestamp, String... ids) {
        for (String id : ids) {
            byte[] value = StreamDriver.transaction(id, "1").getBytes(UTF_8);
            send(new ProducerRecord<>(Topics.RECEIVED, 0, timestamp, id.getBytes(UTF_8), value));
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes all records of a changelog, and keeps the topic as it is. */
    void empty(String changelog) {
        set(changelog, TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
        var all = Map.of(new TopicPartition(changelog, 0), RecordsToDelete.beforeOffset(-1));
        await().ignoreExceptions().atMost(Duration.ofSeconds(10)).until(() -> {
            get(admin.deleteRecords(all).all());
            return true;
        });
        set(changelog, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private ConfigResource set(String topic, String setting, String value) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
        return resource;
    }

    private void setTimestampType(String type) {
        ConfigResource resource = set(Topics.RECEIVED, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> requireNonNull(
                                get(admin.describeConfigs(List.of(resource)).all())
                                        .get(resource))
                        .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                        .value()
                        .equals(type));
    }

    /** Whether any committed record of a topic, tombstones included, has a key that ends with a text. */
    boolean hasKey(String topic, String end) {
        return new TopicReader(kafka.bootstrapServers())
                .readAll(topic).stream()
                        .map(record -> new String(record.key(), UTF_8))
                        .anyMatch(key -> key.endsWith(end));
    }

    /** Waits until an id is processed. Returns the ids on the processed topic in order. */
    List<String> awaitProcessed(String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> processed().contains(id));
        return processed();
    }

    List<String> processed() {
        return new TopicReader(kafka.bootstrapServers())
                .readAll(Topics.PROCESSED).stream()
                        .map(record -> new String(record.key(), UTF_8))
                        .toList();
    }

    static double count(ConfigurableApplicationContext application, String meter) {
        return application.getBean(MeterRegistry.class).get(meter).counter().count();
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the line with which the latest processor ended its process. */
    String lastLine() {
        return lastLines.list.get(lastLines.list.size() - 1).getFormattedMessage();
    }

    @Override
    public void close() {
        exitLog.detachAppender(lastLines);
        admin.close();
    }
}
