package io.txstream.service;

import java.util.Arrays;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/** Gives every service the verified topics, a watch on them, and one client that asks the broker about them. */
@AutoConfiguration(after = {KafkaAutoConfiguration.class, ServiceAutoConfiguration.class})
@EnableConfigurationProperties(TopicProperties.class)
class TopicAutoConfiguration {

    @Bean
    BrokerTopics brokerTopics(KafkaProperties kafka) {
        return new BrokerTopics(kafka.buildAdminProperties());
    }

    /** Blocks the start until the topics are available, so that a service that cannot work opens no port. */
    @Bean
    TopicLayout topicLayout(BrokerTopics broker, TopicProperties topics) {
        return new TopicAvailability(broker::describe, System::nanoTime, Thread::sleep).await(topics.startupTimeout());
    }

    @Bean
    TopicWatch topicWatch(TopicLayout verified, BrokerTopics broker, FailureExit exit) {
        return new TopicWatch(verified, broker::describe, exit);
    }

    /** The one admin client of a service. */
    @Bean(destroyMethod = "") // the broker's topics close it
    Admin admin(BrokerTopics broker, TopicLayout verified) {
        return broker.admin();
    }

    @Bean
    LogReader logReader(Admin admin) {
        return new LogReader(admin);
    }

    @Bean
    SkippedOffsets skippedOffsets(TopicProperties topics) {
        return SkippedOffsets.parse(topics.skip());
    }

    /**
     * Binds the service's settings first, so that an invalid one is reported before the wait for the broker. Keeps what
     * the service itself wants to be created first.
     */
    @Bean
    static BeanFactoryPostProcessor settingsBeforeTopics() {
        return beans -> {
            for (String topics : beans.getBeanNamesForType(TopicLayout.class, false, false)) {
                BeanDefinition definition = beans.getBeanDefinition(topics);
                definition.setDependsOn(
                        StringUtils.concatenateStringArrays(definition.getDependsOn(), settings(beans)));
            }
        };
    }

    /** Returns the names of the beans with settings {@code txstream.*}, which start with the prefix of the settings. */
    private static String[] settings(ListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanNamesForAnnotation(ConfigurationProperties.class))
                .filter(name -> name.startsWith("txstream."))
                .toArray(String[]::new);
    }
}
