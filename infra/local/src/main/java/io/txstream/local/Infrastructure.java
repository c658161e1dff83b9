package io.txstream.local;

import io.txstream.embedded.EmbeddedKafka;
import io.txstream.embedded.KafkaSettings;
import io.txstream.embedded.PostgresServer;
import io.txstream.embedded.PostgresSettings;

/** The broker and the database of a stack, not yet started. */
final class Infrastructure {
    private final StackSettings settings;

    Infrastructure(StackSettings settings) {
        this.settings = settings;
    }

    EmbeddedKafka kafka() {
        return new EmbeddedKafka(new KafkaSettings(
                settings.data().resolve("kafka"),
                settings.ports().kafka(),
                settings.logs().resolve("kafka.log"),
                JvmOptions.withHeap(400),
                settings.diesWithJvm()));
    }

    PostgresServer postgres() {
        return new PostgresServer(new PostgresSettings(
                settings.data().resolve("postgres"),
                settings.ports().postgres(),
                settings.logs().resolve("postgres.log"),
                settings.diesWithJvm()));
    }
}
