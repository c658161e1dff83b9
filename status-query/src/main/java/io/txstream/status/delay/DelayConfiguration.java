package io.txstream.status.delay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the check of the delay. */
@Configuration(proxyBeanMethods = false)
class DelayConfiguration {

    @Bean
    DelayCheck delayCheck(DelayProperties processor) {
        return new DelayCheck(processor.delay(), System::nanoTime);
    }
}
