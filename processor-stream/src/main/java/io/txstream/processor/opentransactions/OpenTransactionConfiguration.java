package io.txstream.processor.opentransactions;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
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
    OpenTransactionWatch openTransactionWatch(
            Admin admin, LogReader log, TopicLayout topics, MeterRegistry registry, Clock clock) {
        return new OpenTransactionWatch(admin, log, topics.partitionsOf(Topics.RECEIVED), registry, clock);
    }
}
