package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListRequestTest {

    private static final long MOST = 500;

    @ParameterizedTest
    @CsvSource({"'', 50", "limit=1, 1", "limit=500, 500", "limit=007, 7"})
    void readsTheLimit(String query, long limit) {
        assertThat(ListRequest.of(query).limit(50, MOST)).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "-1", "%2B1", "501", "1.0", "1e2", "ten", "%D9%A3", "99999999999999999999"})
    void refusesALimitOutsideOfItsRange(String limit) {
        var request = ListRequest.of("limit=" + limit);
        assertThatThrownBy(() -> request.limit(50, MOST))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        bad -> assertThat(bad.getBody().getProperties()).containsEntry("parameter", "limit"));
    }

    @Test
    void theLimitOfAnExportHasUpToEighteenDigits() {
        long most = 999_999_999_999_999_999L;
        assertThat(ListRequest.of("limit=" + most).limit(most, most)).isEqualTo(most);
        for (String limit : List.of("0", "1" + most)) {
            assertThatThrownBy(() -> ListRequest.of("limit=" + limit).limit(most, most))
                    .hasMessageContaining("limit must be a number from 1 to " + most);
        }
    }

    @Test
    void readsTheCursor() {
        var position = new Position(Instant.EPOCH, "t");
        var request = ListRequest.of("currency=EUR");
        String cursor = Cursor.encode(request.filter(), position);
        assertThat(ListRequest.of("cursor=" + cursor + "&limit=2&currency=EUR").after())
                .isEqualTo(position);
        assertThatThrownBy(() -> ListRequest.of("cursor=" + cursor))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        bad -> assertThat(bad.getBody().getProperties()).containsEntry("parameter", "cursor"));
    }

    @Test
    void aQueryWithAnotherCursorKeepsAllElse() {
        String query = "source_account=%26%3D%C3%BC%2B+%3C%3E&limit=2";
        QueryParameters changed = QueryParameters.parse(
                ListRequest.of(query).query().with("cursor", "c"), Set.of("source_account", "limit", "cursor"));
        assertThat(changed.value("source_account")).isEqualTo("&=ü+ <>");
        assertThat(changed.value("limit")).isEqualTo("2");
        assertThat(changed.value("cursor")).isEqualTo("c");
    }
}
