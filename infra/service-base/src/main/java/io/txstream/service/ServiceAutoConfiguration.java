package io.txstream.service;

import java.time.Clock;
import java.util.Arrays;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.util.StringUtils;

/** Gives every service its clock, the verified topics, and problem details for errors over HTTP. */
@AutoConfiguration(after = KafkaAutoConfiguration.class, before = ErrorWebFluxAutoConfiguration.class)
@EnableConfigurationProperties({TopicProperties.class, WebProperties.class})
class ServiceAutoConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Tests replace it. */
    @Bean
    @ConditionalOnMissingBean
    FailureExit failureExit(ConfigurableApplicationContext context) {
        return new FailureExit(context);
    }

    /** Blocks the start until the topics are available, so that a service that cannot work opens no port. */
    @Bean
    TopicLayout topicLayout(KafkaProperties kafka, TopicProperties topics) {
        try (var broker = new BrokerTopics(kafka.buildAdminProperties())) {
            return new TopicAvailability(broker::describe, System::nanoTime, Thread::sleep)
                    .await(topics.startupTimeout());
        }
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

    @Bean
    @Order(-1) // as Spring Boot's own handler, which this one replaces
    ProblemHandler problemHandler(
            ErrorAttributes attributes, WebProperties web, ApplicationContext context, ServerCodecConfigurer codecs) {
        return new ProblemHandler(attributes, web.getResources(), context, codecs);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> explainsUnreadableRequests() {
        var bodies = new UnreadableRequestBodies();
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, address) -> bodies.addTo(channel)));
    }
}
