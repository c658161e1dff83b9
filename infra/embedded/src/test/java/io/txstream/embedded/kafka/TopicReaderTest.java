package io.txstream.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.Ports;
import io.txstream.testsupport.TopicReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

    @Test
    void namesTheTopicAndTheBrokerThatDoesNotAnswer() {
        String address = "127.0.0.1:" + Ports.free();
        var reader = new TopicReader(address, Duration.ofSeconds(1));

        assertThatThrownBy(() -> reader.readAll(Topics.RECEIVED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("transactions.received cannot be read from %s within 1 s", address);
    }
}
