package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.status.request.QueryParameters;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final Filter ALL = filter("");
    private static final Position POSITION = new Position(Instant.parse("2025-10-29T10:30:00.123456Z"), "txn_ü");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status=PROCESSED",
                "source_account=a&currency=EUR&created_from=2025-10-29T10:30:00.123456Z",
                "created_to=2025-10-29T10:30:00.123457Z",
            })
    void leadsBackToItsPosition(String query) {
        Filter filter = filter(query);
        assertThat(Cursor.decode(filter, Cursor.encode(filter, POSITION))).isEqualTo(POSITION);
    }

    @Test
    void everyTimeAndIdOfATransactionFits() {
        for (String time : new String[] {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"}) {
            var position = new Position(Instant.parse(time), "\uD83D\uDCB6".repeat(128));
            assertThat(Cursor.decode(ALL, Cursor.encode(ALL, position))).isEqualTo(position);
        }
    }

    /** A value must not be able to look like two values. */
    @Test
    void belongsToOneFilter() {
        String[] queries = {
            "",
            "status=PROCESSED",
            "status=PROCESSING",
            "source_account=a",
            "destination_account=a",
            "source_account=a&destination_account=b",
            "source_account=a%2C+destination_account%3Db",
            "source_account=a&currency=EUR",
            "created_from=2025-10-29T10:00:00Z",
            "created_to=2025-10-30T10:00:00Z",
            "created_from=2025-10-29T10:00:00Z&created_to=2025-10-30T10:00:00Z",
        };
        for (String own : queries) {
            String cursor = Cursor.encode(filter(own), POSITION);
            for (String other : queries) {
                assertThat(Cursor.decode(filter(other), cursor) != null)
                        .as("%s with the cursor of %s", other, own)
                        .isEqualTo(own.equals(other));
            }
        }
    }

    @Test
    void belongsToTheSameFilterInAnotherSpelling() {
        String cursor = Cursor.encode(filter("currency=EUR&created_from=2025-10-29T10:00:00Z"), POSITION);
        assertThat(Cursor.decode(filter("created_from=2025-10-29T11:00:00.000%2B01:00&currency=E%55R"), cursor))
                .isEqualTo(POSITION);
    }

    @Test
    void everyChangedByteAndEveryOtherLengthIsRefused() {
        byte[] bytes = Base64.getUrlDecoder().decode(Cursor.encode(ALL, POSITION));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(Cursor.decode(ALL, encode(Arrays.copyOf(bytes, length)))).isNull();
        }
        assertThat(Cursor.decode(ALL, encode(Arrays.copyOf(bytes, bytes.length + 1))))
                .isNull();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(Cursor.decode(ALL, encode(changed))).as("byte %d", i).isNull();
        }
    }

    @Test
    void aPositionOutsideOfTheRangeIsRefusedThoughItsChecksumFits() {
        Filter filter = filter("created_from=2025-10-30T00:00:00Z&created_to=2025-10-31T00:00:00Z");
        assertThat(Cursor.decode(filter, Cursor.encode(filter, POSITION))).isNull();
        for (Instant time :
                new Instant[] {Instant.parse("-0001-01-01T00:00:00Z"), Instant.parse("+10000-01-01T00:00:00Z")}) {
            assertThat(Cursor.decode(ALL, Cursor.encode(ALL, new Position(time, "t"))))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A", "AQ", "====", "a b", "ü", "null", "AQAAAAAAAAAAAAAAAAAA", "_____________________w"})
    void otherTextIsRefused(String text) {
        assertThat(Cursor.decode(ALL, text)).isNull();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Filter filter(String query) {
        return Filter.of(QueryParameters.parse(query, Filter.PARAMETERS));
    }
}
