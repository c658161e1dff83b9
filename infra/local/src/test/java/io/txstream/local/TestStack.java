package io.txstream.local;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.servers.ServerKind;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stack whose broker and database are its own, or containers on the ports of its own; see {@link ServerKind}. The
 * services are its own processes either way.
 *
 * @param processes the stack, of which only the services run if broker and database are containers
 * @param broker the only one
 */
record TestStack(LocalStack processes, Broker broker, Database database) implements AutoCloseable {

    /** Starts everything, and returns when all are ready. */
    static TestStack started(StackSettings settings) {
        var processes = new LocalStack(settings);
        if (ServerKind.current() == ServerKind.EMBEDDED) {
            processes.start();
            return new TestStack(processes, processes.kafka().brokers().get(0), processes.postgres());
        }
        Broker broker = Servers.broker(settings.brokers().apply(settings.kafka()));
        broker.createTopics(Topics.DEFAULT_PARTITIONS);
        Database database = Servers.database(settings.postgres());
        List<ServiceProcess> services = Stream.of(Service.values())
                .map(service -> processes.instances(service).get(0))
                .toList();
        services.forEach(ServerProcess::launch);
        services.forEach(ServerProcess::awaitReady);
        return new TestStack(processes, broker, database);
    }

    /** Kills all processes, and removes the containers. */
    @Override
    public void close() {
        processes.closeNow();
        broker.closeNow();
        database.closeNow();
    }
}
