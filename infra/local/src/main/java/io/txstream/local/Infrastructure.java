package io.txstream.local;

import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;

/** The broker and the database of a stack, not yet started. */
final class Infrastructure {
    private final StackSettings settings;

    Infrastructure(StackSettings settings) {
        this.settings = settings;
    }

    KafkaServer kafka() {
        return new KafkaServer(new KafkaSettings(
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
