package io.txstream.status.catchup;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the state that the projection writes and lookups read. */
@Configuration(proxyBeanMethods = false)
class CatchUpConfiguration {

    @Bean
    CatchUp catchUp() {
        return new CatchUp();
    }
}
