package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final TransactionView VIEW =
            new TransactionView("t", "a+b", "ü", "1.50", "EUR", "PROCESSING", "2025-10-29T10:30:00.123Z", null, null);
    private static final TransactionView REJECTED = new TransactionView(
            "t", null, null, null, null, "REJECTED", "1970-01-01T00:00:00.000Z", null, "MALFORMED_JSON");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&&",
                "status=PROCESSING",
                "source_account=a%2Bb",
                "destination_account=%C3%BC&currency=EUR",
                "created_from=2025-10-29T10:30:00.123Z",
                "created_to=2025-10-29T10:30:00.124Z",
                "created_from=2025-10-29T11:30:00%2B01:00",
                "created_from=2025-10-29T11:30:00+01:00",
                "created_from=2025-10-29T11:30+01",
                "created_from=2025-10-29t05:30:00-05",
                "created_from=0001-01-01T00:00:00Z&created_to=9999-12-31T23:59:59.999999Z",
                "created_to=9999-12-31T23:59:59.9999999Z", // the greatest time of .NET
            })
    void matchesTransactionsThatHaveAllValues(String query) {
        assertThat(filter(query).matches(VIEW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=PROCESSED",
                "source_account=a",
                "destination_account=%C3%BC&currency=USD",
                "reason=MALFORMED_JSON",
                "created_from=2025-10-29T10:30:00.1230001Z",
                "created_to=2025-10-29T10:30:00.123Z",
                "created_from=2025-10-29T10:30:00.123Z&created_to=2025-10-29T10:30:00.123Z",
                "created_from=2025-10-29T10:30:00-00:01",
            })
    void matchesNoOther(String query) {
        assertThat(filter(query).matches(VIEW)).isFalse();
    }

    @Test
    void rejectedTransactionsHaveNoFieldsToMatch() {
        assertThat(filter("reason=MALFORMED_JSON&status=REJECTED").matches(REJECTED))
                .isTrue();
        assertThat(filter("source_account=a").matches(REJECTED)).isFalse();
        assertThat(filter("currency=EUR").matches(REJECTED)).isFalse();
    }

    @Test
    void aBoundIsRoundedUpToTheMicrosecondsInWhichTimesAreStored() {
        assertThat(filter("created_from=2025-10-29T10:30:00.000000001Z")
                        .created()
                        .from())
                .isEqualTo(Instant.parse("2025-10-29T10:30:00.000001Z"));
        assertThat(filter("created_to=2025-10-29T10:30:00.000001Z").created().to())
                .isEqualTo(Instant.parse("2025-10-29T10:30:00.000001Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "status=, status",
        "status, status",
        "status=processed, status",
        "status=DONE, status",
        "source_account=, source_account",
        "source_account=%00, source_account",
        "destination_account=%FF, destination_account",
        "destination_account=%ZZ, destination_account",
        "destination_account=%, destination_account",
        "destination_account=%ED%A0%80, destination_account",
        "currency=eur, currency",
        "currency=EURO, currency",
        "reason=because, reason",
        "created_from=, created_from",
        "created_from=2025-10-29, created_from",
        "created_from=2025-10-29T10:30:00, created_from",
        "created_from=2025-02-30T10:30:00Z, created_from",
        "created_from=2025-10-29T10:30:60Z, created_from",
        "created_from=1761733800, created_from",
        "created_from=+10000-01-01T00:00:00Z, created_from",
        "created_from=0000-12-31T23:59:59Z, created_from",
        "created_to=0001-01-01T00:00:00%2B18:00, created_to",
        "created_from=2025-10-29T10:30:00Z&created_to=2025-10-29T10:29:59Z, created_to",
        "status=PROCESSED&status=PROCESSED, status",
        "statuz=PROCESSED, statuz",
        "Status=PROCESSED, Status",
        "%FF=1, %FF",
        "=1, ''",
    })
    void aBadParameterIsNamed(String query, String parameter) {
        assertThatThrownBy(() -> filter(query)).isInstanceOfSatisfying(BadParameterException.class, bad -> {
            assertThat(bad.getStatusCode().value()).isEqualTo(400);
            assertThat(bad.getBody().getProperties()).containsEntry("parameter", parameter);
            assertThat(bad.getBody().getDetail()).startsWith(parameter + " ");
        });
    }

    @Test
    void aLongAccountIsBadButTheLongestIsNot() {
        assertThat(filter("source_account=" + "%F0%9F%92%B6".repeat(128)).values())
                .hasSize(1);
        assertThatThrownBy(() -> filter("source_account=" + "x".repeat(129))).hasMessageContaining("source_account");
    }

    @Test
    void aLongNameIsShortened() {
        assertThatThrownBy(() -> filter("x".repeat(3000)))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        bad -> assertThat(bad.getBody().getDetail()).startsWith("x".repeat(64) + " is not"));
    }

    private static Filter filter(String query) {
        return Filter.of(QueryParameters.parse(query, Filter.PARAMETERS));
    }
}
