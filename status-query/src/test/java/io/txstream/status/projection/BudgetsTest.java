package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

class BudgetsTest {

    /** A slow database must not cost the consumer its partitions. */
    @Test
    void aConsumerPollsAgainBeforeTheGroupRemovesIt() throws IOException {
        PropertySource<?> settings = new YamlPropertySourceLoader()
                .load("application.yml", new ClassPathResource("application.yml"))
                .get(0);
        Object maxPollInterval =
                requireNonNull(settings.getProperty("spring.kafka.consumer.properties[max.poll.interval.ms]"));
        assertThat(Budgets.BETWEEN_POLLS).isLessThan(Duration.ofMillis(Long.parseLong(maxPollInterval.toString())));
    }
}
