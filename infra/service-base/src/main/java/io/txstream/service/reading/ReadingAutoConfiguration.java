package io.txstream.service.reading;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Gives every service the offsets that it passes over. */
@AutoConfiguration
@EnableConfigurationProperties(SkipProperties.class)
class ReadingAutoConfiguration {

    @Bean
    SkippedOffsets skippedOffsets(SkipProperties settings) {
        return SkippedOffsets.parse(settings.skip());
    }
}
