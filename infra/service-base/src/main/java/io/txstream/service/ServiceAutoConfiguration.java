package io.txstream.service;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;

/** Gives every service the one clock, the verified topics, and problem details for whatever goes wrong over HTTP. */
@AutoConfiguration(after = KafkaAutoConfiguration.class, before = ErrorWebFluxAutoConfiguration.class)
@EnableConfigurationProperties({TopicProperties.class, WebProperties.class})
class ServiceAutoConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Blocks the start until the topics are available, so that a service that cannot work opens no port. */
    @Bean
    TopicLayout topicLayout(KafkaProperties kafka, TopicProperties topics) {
        var broker = new BrokerTopics(kafka.buildAdminProperties());
        return new TopicAvailability(broker::describe, System::nanoTime, Thread::sleep).await(topics.startupTimeout());
    }

    @Bean
    @Order(-1) // as the handler of Spring Boot that it stands in for
    ProblemHandler problemHandler(
            ErrorAttributes attributes, WebProperties web, ApplicationContext context, ServerCodecConfigurer codecs) {
        return new ProblemHandler(attributes, web.getResources(), context, codecs);
    }
}
