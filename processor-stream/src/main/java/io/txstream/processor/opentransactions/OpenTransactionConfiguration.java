package io.txstream.processor.opentransactions;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.processor.start.StateTopics;
import io.txstream.service.BrokerTopics;
import io.txstream.service.LogReader;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Wires the watch on open transactions. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class OpenTransactionConfiguration {

    @Bean
    WatchedPartitions watchedPartitions(TopicLayout topics, BrokerTopics broker, StateTopics state) {
        return new WatchedPartitions(topics, broker, state.changelogs().keySet());
    }

    @Bean
    OpenTransactionWatch openTransactionWatch(
            Admin admin,
            LogReader log,
            WatchedPartitions partitions,
            StateTopics state,
            MeterRegistry registry,
            Clock clock) {
        var watch = new OpenTransactionWatch(admin, log, partitions, state.group(), clock);
        watch.registerGauges(registry);
        return watch;
    }
}
