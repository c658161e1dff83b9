package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.testsupport.documents.OpenApi;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The schema of a transaction in the OpenAPI document accepts what {@link TransactionJson} accepts, and no more. */
class TransactionSchemaPropertyTest {

    /** Escapes keep unpaired surrogates, which UTF-8 cannot encode. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Property
    void agreesOnTexts(@ForAll("texts") String id, @ForAll("texts") String account) {
        assertAgreement(transaction(JSON.writeValueAsString(id), JSON.writeValueAsString(account), "1", "\"EUR\""));
    }

    @Property
    void agreesOnAmounts(@ForAll("amounts") String amount) {
        assertAgreement(transaction("\"id\"", "\"account\"", amount, "\"EUR\""));
    }

    @Property
    void agreesOnCurrencies(@ForAll("currencies") String currency) {
        assertAgreement(transaction("\"id\"", "\"account\"", "1", JSON.writeValueAsString(currency)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "null", "\"x\"", "{\"transaction_id\":1}", "{\"amount\":\"1\"}"})
    void agreesOnOtherDocuments(String json) {
        assertAgreement(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction_id", "source_account", "destination_account", "amount", "currency"})
    void agreesThatEveryFieldIsRequiredAndNotNull(String field) {
        String complete = transaction("\"id\"", "\"account\"", "1", "\"EUR\"");
        assertAgreement(complete);
        assertAgreement(complete.replace("\"" + field + "\"", "\"other\""));
        assertAgreement(complete.replaceFirst("(\"" + field + "\":)[^,}]+", "$1null"));
    }

    private static void assertAgreement(String json) {
        boolean isAccepted = TransactionJson.parse(json.getBytes(UTF_8)) instanceof Parsed.Valid;
        assertThat(OpenApi.ofTheContract().problems("Transaction", json).isEmpty())
                .as("the schema accepts %s", json)
                .isEqualTo(isAccepted);
    }

    private static String transaction(String id, String account, String amount, String currency) {
        return """
                {"transaction_id":%s,"source_account":%s,"destination_account":"b","amount":%s,"currency":%s,\
                "other":[1]}""".formatted(id, account, amount, currency);
    }

    @Provide
    static Arbitrary<String> texts() {
        Arbitrary<Integer> plain = Arbitraries.integers().between('a', 'z');
        Arbitrary<Integer> rare = Arbitraries.of(0, 1, 0x1F, 0x20, 0x7F, 0x80, 0x9F, 0xA0, 0x2028, 0x1F600, 0x10FFFF);
        Arbitrary<Integer> surrogates = Arbitraries.of(0xD800, 0xDBFF, 0xDC00, 0xDFFF);
        Arbitrary<Integer> characters =
                Arbitraries.frequencyOf(Tuple.of(40, plain), Tuple.of(2, rare), Tuple.of(1, surrogates));
        return characters.list().ofMinSize(0).ofMaxSize(140).map(TransactionSchemaPropertyTest::text);
    }

    private static String text(List<Integer> codePoints) {
        var text = new StringBuilder();
        codePoints.forEach(text::appendCodePoint);
        return text.toString();
    }

    @Provide
    static Arbitrary<String> amounts() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(22);
        Arbitrary<String> edges = Arbitraries.of(
                "0",
                "-0",
                "0e99",
                "1e19",
                "1e20",
                "-1e19",
                "-1e20",
                "1e-18",
                "1e-19",
                "10e-19",
                "1e400",
                "1e-400",
                "99999999999999999999.999999999999999999",
                "-99999999999999999999.999999999999999999",
                "99999999999999999999.9999999999999999999",
                "1.5000000000000000000000",
                "true",
                "\"1\"",
                "[1]");
        Arbitrary<String> decimals = Combinators.combine(digits, digits)
                .as((whole, fraction) -> whole.replaceFirst("^0+(?=.)", "") + "." + fraction);
        return Arbitraries.oneOf(edges, decimals);
    }

    @Provide
    static Arbitrary<String> currencies() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('A', 'Z').ofMinLength(2).ofMaxLength(4),
                Arbitraries.of("eur", "EUr", "EU1", "EUR\n", " EUR", "ÄÖÜ", ""));
    }
}
