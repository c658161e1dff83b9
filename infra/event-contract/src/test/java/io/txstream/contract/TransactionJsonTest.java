package io.txstream.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionJsonTest {

    private static final String EXAMPLE = """
            {"transaction_id":"txn_abc123def456","source_account":"acc_user_789",\
            "destination_account":"acc_merchant_456","amount":1500.50,"currency":"INR"}""";

    @Test
    void readsTheExampleOfTheContract() {
        assertThat(parse(EXAMPLE))
                .isEqualTo(new Parsed.Valid(new Transaction(
                        "txn_abc123def456", "acc_user_789", "acc_merchant_456", new BigDecimal("1500.50"), "INR")));
    }

    @Test
    void allowsUnknownFieldsOfEveryKind() {
        String more = EXAMPLE.replace("{", "{\"note\":{\"a\":[1,{\"b\":null}]},\"note\":true,\"big\":1e999999999,");
        assertThat(parse(more)).isEqualTo(parse(EXAMPLE));
    }

    @Test
    void reportsEveryInvalidField() {
        assertThat(errors("""
                {"transaction_id":7,"source_account":"","amount":"12","currency":"inr"}"""))
                .containsExactly(
                        new FieldError("/transaction_id", "must be a string"),
                        new FieldError("/source_account", "must be 1 to 128 characters long"),
                        new FieldError("/destination_account", "is required"),
                        new FieldError("/amount", "must be a number"),
                        new FieldError("/currency", "must be three letters A-Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "1500.50, 1500.50",
        "-3, -3",
        "0, 0",
        "-0.00, 0.00",
        "1e2, 100",
        "12E-2, 0.12",
        "0e999999999, 0",
        "99999999999999999999.999999999999999999, 99999999999999999999.999999999999999999",
        "1.00000000000000000000000, 1.000000000000000000",
    })
    void keepsAmountsExactly(String sent, String kept) {
        assertThat(parse(EXAMPLE.replace("1500.50", sent)))
                .isInstanceOfSatisfying(
                        Parsed.Valid.class,
                        valid -> assertThat(valid.transaction().amount()).isEqualTo(new BigDecimal(kept)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e2147483647",
                "1e-2147483647",
                "1e99999999999999999999",
                "100000000000000000000",
                "0.0000000000000000001"
            })
    void refusesAmountsThatDoNotFit(String amount) {
        assertThat(errors(EXAMPLE.replace("1500.50", amount)))
                .containsExactly(new FieldError("/amount", Amount.REASON));
    }

    @Test
    void refusesAnOverlongAmountWithoutParsingIt() {
        String digits = "1." + "0".repeat(1_000_000);
        assertThat(errors(EXAMPLE.replace("1500.50", digits)))
                .containsExactly(new FieldError("/amount", Amount.REASON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "\"1\"", "[1]", "{\"value\":1}"})
    void refusesAmountsThatAreNotNumbers(String amount) {
        assertThat(errors(EXAMPLE.replace("1500.50", amount)))
                .containsExactly(new FieldError("/amount", "must be a number"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"transaction_id\":\"t",
                "nope",
                "{} {}",
                "{}x",
                "{\"amount\":NaN}",
                "{\"amount\":01}",
                "{'a':1}",
                "\uFEFF{}"
            })
    void otherTextIsMalformed(String body) {
        assertThat(parse(body)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void everyTruncationIsMalformed() {
        byte[] whole = EXAMPLE.getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(TransactionJson.parse(Arrays.copyOf(whole, length)))
                    .as("the first %d bytes", length)
                    .isInstanceOf(Parsed.Malformed.class);
        }
    }

    @Test
    void otherEncodingsAreMalformed() {
        assertThat(TransactionJson.parse(EXAMPLE.replace("user", "üser").getBytes(ISO_8859_1)))
                .isEqualTo(new Parsed.Malformed("not UTF-8"));
        assertThat(TransactionJson.parse(EXAMPLE.getBytes(UTF_16))).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void aReplacementCharacterInTheInputIsAccepted() {
        assertThat(parse(EXAMPLE.replace("user", "\uFFFD"))).isInstanceOf(Parsed.Valid.class);
    }

    @Test
    void nestingIsLimited() {
        String open = "[".repeat(100_000);
        assertThat(parse(EXAMPLE.replace("{", "{\"deep\":" + open)))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class,
                        malformed -> assertThat(malformed.detail()).contains("depth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "17", "null", "[{}]"})
    void otherJsonDocumentsAreInvalid(String body) {
        assertThat(errors(body)).containsExactly(new FieldError("", "must be a JSON object"));
    }

    @Test
    void aRepeatedFieldIsInvalidEvenWhenEqual() {
        assertThat(errors(EXAMPLE.replace("{", "{\"amount\":1500.50,\"currency\":\"INR\",")))
                .containsExactly(
                        new FieldError("/amount", "must appear only once"),
                        new FieldError("/currency", "must appear only once"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "😀", "%41", "..", "é", "a;b=c", "?#"})
    void anyTextIsAnId(String id) {
        assertThat(parse(EXAMPLE.replace("txn_abc123def456", id)))
                .isInstanceOfSatisfying(
                        Parsed.Valid.class,
                        valid -> assertThat(valid.transaction().id()).isEqualTo(id));
    }

    @Test
    void countsLengthsInCodePoints() {
        assertThat(parse(EXAMPLE.replace("txn_abc123def456", "😀".repeat(128)))).isInstanceOf(Parsed.Valid.class);
        assertThat(errors(EXAMPLE.replace("txn_abc123def456", "😀".repeat(129))))
                .containsExactly(new FieldError("/transaction_id", "must be 1 to 128 characters long"));
    }

    @ParameterizedTest
    @CsvSource({
        "txn_abc123def456, \\u0000, /transaction_id, must not contain control characters",
        "txn_abc123def456, a\\u0085b, /transaction_id, must not contain control characters",
        "txn_abc123def456, \\ud800, /transaction_id, 'must be valid Unicode text, without unpaired surrogates'",
        "acc_user_789, a\\u0000, /source_account, must not contain the character U+0000",
    })
    void refusesTextThatCannotBeStored(String good, String bad, String pointer, String reason) {
        assertThat(errors(EXAMPLE.replace(good, bad))).containsExactly(new FieldError(pointer, reason));
    }

    /** The names of the fields collide in a hash that multiplies by 33, for any seed. */
    @Test
    void doesNotDependOnDocumentsParsedBefore() {
        String colliding = EXAMPLE.replace("{", "{" + collidingNames());
        for (int i = 0; i < 5; i++) {
            assertThat(parse(colliding.replace("txn_abc123def456", "t" + i))).isInstanceOf(Parsed.Valid.class);
        }
    }

    private static String collidingNames() {
        // 33 * 'A' + 'b' = 33 * 'B' + 'A'
        List<String> names = List.of("");
        for (int length = 0; length < 9; length++) {
            names = names.stream()
                    .flatMap(name -> Stream.of(name + "Ab", name + "BA"))
                    .toList();
        }
        return names.stream().map(name -> "\"" + name + "\":0,").collect(Collectors.joining());
    }

    @Test
    void anInvalidTransactionHoldsItsId() {
        assertThat(parse("{\"transaction_id\":\"t1\"}"))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.id()).isEqualTo("t1"));
    }

    private static Parsed parse(String body) {
        return TransactionJson.parse(body.getBytes(UTF_8));
    }

    private static List<FieldError> errors(String body) {
        return parse(body) instanceof Parsed.Invalid invalid ? invalid.errors() : List.of();
    }
}
