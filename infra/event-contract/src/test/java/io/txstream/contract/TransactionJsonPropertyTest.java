package io.txstream.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TransactionJsonPropertyTest {

    @Property
    void anyBytesHaveAResult(@ForAll byte[] body) {
        assertThat(TransactionJson.parse(body)).isNotNull();
    }

    @Property
    void readsWhatItWrites(@ForAll("events") ProcessedEvent event) {
        assertThat(ProcessedJson.read(ProcessedJson.write(event))).isEqualTo(event);
    }

    @Property
    void trailingZerosDoNotChangeTheFingerprint(@ForAll("events") ProcessedEvent event) {
        Transaction sent = event.transaction();
        Transaction padded = new Transaction(
                sent.id(),
                sent.sourceAccount(),
                sent.destinationAccount(),
                sent.amount().setScale(18),
                sent.currency());
        assertThat(Fingerprint.of(padded)).isEqualTo(Fingerprint.of(sent)).hasSize(Fingerprint.LENGTH);
    }

    @Property
    void aDifferentAmountIsADifferentFingerprint(@ForAll("events") ProcessedEvent event) {
        Transaction sent = event.transaction();
        Transaction other = new Transaction(
                sent.id(),
                sent.sourceAccount(),
                sent.destinationAccount(),
                sent.amount().add(BigDecimal.ONE),
                sent.currency());
        assertThat(Fingerprint.of(other)).isNotEqualTo(Fingerprint.of(sent));
    }

    @Provide
    static Arbitrary<ProcessedEvent> events() {
        Arbitrary<String> texts =
                Arbitraries.strings().ofMinLength(1).ofMaxLength(60).filter(text -> FieldRules.idProblem(text) == null);
        Arbitrary<BigDecimal> amounts = Arbitraries.bigDecimals()
                .between(BigDecimal.valueOf(-1_000_000_000), BigDecimal.valueOf(1_000_000_000))
                .ofScale(6);
        Arbitrary<Transaction> transactions = Combinators.combine(texts, texts, texts, amounts)
                .as((id, source, destination, amount) -> new Transaction(id, source, destination, amount, "EUR"));
        Arbitrary<Long> millis = Arbitraries.longs().between(0, 4_000_000_000_000L);
        return Combinators.combine(transactions, millis, Arbitraries.longs().greaterOrEqual(0))
                .as((transaction, created, offset) -> new ProcessedEvent(
                        transaction,
                        Instant.ofEpochMilli(created),
                        Instant.ofEpochMilli(created + 30_000),
                        new Position(3, offset)));
    }
}
