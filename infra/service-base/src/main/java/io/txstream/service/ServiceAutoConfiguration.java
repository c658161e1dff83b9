package io.txstream.service;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;

/** Gives every service its clock, the end of its process, and problem details for errors over HTTP. */
@AutoConfiguration(before = ErrorWebFluxAutoConfiguration.class)
@EnableConfigurationProperties(WebProperties.class)
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
