package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/v1/transactions /v1/transactions false",
                "/v1/transactions?a=b /v1/transactions false",
                "/v1/transactions/a /v1/transactions/a true",
                "/v1/transactions/a?wait=5s /v1/transactions/a true",
                "/v1/transactions/a/history /v1/transactions/a/history false",
                "/v1/transactions/history /v1/transactions/history false",
                "/v1/transactions/a%2Fb%3B~!$&'()*+,=:@ /v1/transactions/a%2Fb%3B~!$&'()*+,=:@ true",
                "/v1/transactions/..?/a/b[0]? /v1/transactions/.. true",
            })
    void readsPathAndQuery(String target, String path, boolean isOne) {
        assertThat(LookupTarget.parse(target)).isEqualTo(new LookupTarget(target, path, isOne));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "/",
                "/v1/transactionsa",
                "/v1/transactions/",
                "/v1/transactions/?a",
                "/v1/transactions//history",
                "/v1/transactions/a/",
                "/v1/transactions/a/b",
                "/v1/transactions/a/history/",
                "/v1/transactions/a/history/b",
                "/v1/webhooks/transactions",
                "/v1/%74ransactions/a",
                "v1/transactions/a",
                "localhost:80",
                "http://localhost",
                "http://localhost?a=/v1/transactions/a",
            })
    void hasNoOtherPath(String target) {
        assertThat(LookupTarget.parse(target)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"|", "{", "}", "\"", "<", "\\", "^", "`", "#", "%", "%2", "%g0", "%0G", "\u00e4", "\u0661", " "})
    void hasNoCharacterThatMustBeEncoded(String character) {
        assertThat(LookupTarget.parse("/v1/transactions/a" + character)).isNull();
        assertThat(LookupTarget.parse("/v1/transactions?a=" + character)).isNull();
    }

    @Test
    void becomesAnOriginForm() {
        LookupTarget target = requireNonNull(LookupTarget.parse("http://user@localhost:8000/v1/transactions/a?b"));
        assertThat(target.uri()).isEqualTo("/v1/transactions/a?b");
    }

    @Test
    void knowsTheStreamOfChanges() {
        assertThat(requireNonNull(LookupTarget.parse("/v1/transactions/stream?status=PROCESSED"))
                        .isChanges())
                .isTrue();
        assertThat(requireNonNull(LookupTarget.parse("/v1/transactions/streams"))
                        .isChanges())
                .isFalse();
        assertThat(requireNonNull(LookupTarget.parse("/v1/transactions/a")).isChanges())
                .isFalse();
    }
}
