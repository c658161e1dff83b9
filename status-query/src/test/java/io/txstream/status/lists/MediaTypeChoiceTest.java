package io.txstream.status.lists;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class MediaTypeChoiceTest {

    private static final List<MediaType> OFFERED = List.of(
            MediaType.APPLICATION_JSON,
            MediaType.parseMediaType("text/csv;charset=UTF-8"),
            MediaType.APPLICATION_NDJSON);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | application/json",
                "*/* | application/json",
                "application/json | application/json",
                "text/csv | text/csv",
                "text/csv;header=present | text/csv",
                "text/* | text/csv",
                "application/x-ndjson | application/x-ndjson",
                "application/* | application/json",
                "text/csv, application/json | application/json",
                "text/csv, application/json;q=0.9 | text/csv",
                "text/csv;q=0.5, */*;q=0.1 | text/csv",
                "*/*, application/json;q=0 | text/csv",
                "*/*;q=0.5, application/json;q=0.1, text/*;q=0.2 | application/x-ndjson",
                "text/html, */*;q=0.8 | application/json",
            })
    void theBestOfferedTypeIsChosen(String accept, String expected) {
        MediaType type = requireNonNull(MediaTypeChoice.of(MediaType.parseMediaTypes(accept), OFFERED));
        assertThat(type.getType() + "/" + type.getSubtype()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"text/html", "application/json;q=0", "'text/*;q=0, text/html'", "application/problem+json"})
    void noTypeIsChosenThatIsNotAccepted(String accept) {
        assertThat(MediaTypeChoice.of(MediaType.parseMediaTypes(accept), OFFERED))
                .isNull();
    }
}
