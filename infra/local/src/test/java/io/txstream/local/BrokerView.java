package io.txstream.local;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** What the brokers know of their clients. */
final class BrokerView implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 30;

    private final Admin admin;

    BrokerView(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Returns how many members a consumer group has now. One that has died counts until its session times out. */
    int members(String group) throws Exception {
        return admin
                .describeConsumerGroups(List.of(group))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToInt(description -> description.members().size())
                .sum();
    }

    /** Returns the state of the last transaction of each transactional producer. */
    Set<TransactionState> lastTransactions() throws Exception {
        return admin.listTransactions().all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).stream()
                .map(TransactionListing::state)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        admin.close();
    }
}
