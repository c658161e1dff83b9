package io.txstream.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static Transaction transaction(
            String id, String source, String destination, String amount, String currency) {
        return new Transaction(id, source, destination, new BigDecimal(amount), currency);
    }

    @Test
    void dependsOnEveryField() {
        List<String> fingerprints = Stream.of(
                        transaction("t", "a", "b", "1", "EUR"),
                        transaction("u", "a", "b", "1", "EUR"),
                        transaction("t", "c", "b", "1", "EUR"),
                        transaction("t", "a", "c", "1", "EUR"),
                        transaction("t", "a", "b", "2", "EUR"),
                        transaction("t", "a", "b", "10", "EUR"),
                        transaction("t", "a", "b", "0.1", "EUR"),
                        transaction("t", "a", "b", "-1", "EUR"),
                        transaction("t", "a", "b", "1", "USD"),
                        transaction("t", "ab", "b", "1", "EUR"),
                        transaction("t", "a", "bb", "1", "EUR"))
                .map(Fingerprint::of)
                .map(HexFormat.of()::formatHex)
                .toList();
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void comparesAmountsByValue() {
        assertThat(Fingerprint.of(transaction("t", "a", "b", "1500.5", "EUR")))
                .isEqualTo(Fingerprint.of(transaction("t", "a", "b", "1500.50", "EUR")));
        assertThat(Fingerprint.of(transaction("t", "a", "b", "0", "EUR")))
                .isEqualTo(Fingerprint.of(transaction("t", "a", "b", "0.00", "EUR")));
    }

    @Test
    void hasTheLayoutOfVersionOne() {
        // Computed without this code: sha256 over the layout in the Javadoc.
        assertThat(HexFormat.of().formatHex(Fingerprint.of(transaction("t1", "a", "b", "1500.50", "INR"))))
                .isEqualTo("8bf506a6ffdaa4b7f87aa3879b4f2b4dfd417837f1f8f5566774d3674c4a1d47");
    }
}
