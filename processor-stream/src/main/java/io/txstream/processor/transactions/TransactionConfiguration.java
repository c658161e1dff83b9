package io.txstream.processor.transactions;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Wires the watch on open transactions. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class TransactionConfiguration {

    @Bean
    Admin transactionsAdmin(KafkaProperties kafka) {
        return Admin.create(kafka.buildAdminProperties());
    }

    @Bean
    OpenTransactionSampler openTransactionSampler(
            Admin transactionsAdmin, TopicLayout topics, MeterRegistry registry, Clock clock) {
        return new OpenTransactionSampler(
                new ReceivedTransactions(transactionsAdmin, topics.partitions()), registry, clock);
    }
}
