package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class ExportFormatTest {

    private static final String HEADER = "transaction_id,source_account,destination_account,amount,currency,status,"
            + "created_at,processed_at,due_at,reason\r\n";

    private static final TransactionView PROCESSING = new TransactionView(
            "t", "a,\"b\"", "c\r\nd", "1500.50", "INR", "PROCESSING", "2025-10-29T10:30:00.123Z", null, null);
    private static final TransactionView REJECTED = new TransactionView(
            "=1+1", null, null, null, null, "REJECTED", "2025-10-29T10:30:00.000Z", null, "KEY_MISMATCH");

    private static final TransactionDocuments DOCUMENTS = new TransactionDocuments(
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build(), Duration.ofSeconds(30));

    private final ExportFormat csv = new CsvFormat(DOCUMENTS);
    private final ExportFormat ndjson = new NdjsonFormat(DOCUMENTS);

    /** RFC 4180, section 2. */
    @Test
    void csvQuotesWhatWouldEndAField() {
        assertThat(export(csv, PROCESSING))
                .isEqualTo(HEADER + "t,\"a,\"\"b\"\"\",\"c\r\nd\",1500.50,INR,PROCESSING,"
                        + "2025-10-29T10:30:00.123Z,,2025-10-29T10:30:30.123Z,\r\n");
    }

    /** The values are data. To change one is to lose it. */
    @Test
    void csvDoesNotChangeAFormula() {
        assertThat(export(csv, REJECTED))
                .isEqualTo(HEADER + "=1+1,,,,,REJECTED,2025-10-29T10:30:00.000Z,,,KEY_MISMATCH\r\n");
    }

    @Test
    void anEmptyListIsAHeaderInCsvAndNothingInNdjson() {
        assertThat(export(csv)).isEqualTo(HEADER);
        assertThat(export(ndjson)).isEmpty();
    }

    @Test
    void ndjsonHasTheJsonOfALookupInEachLine() {
        assertThat(export(ndjson, PROCESSING, REJECTED).lines())
                .containsExactly(
                        "{\"transaction_id\":\"t\",\"source_account\":\"a,\\\"b\\\"\","
                                + "\"destination_account\":\"c\\r\\nd\","
                                + "\"amount\":1500.50,\"currency\":\"INR\",\"status\":\"PROCESSING\","
                                + "\"created_at\":\"2025-10-29T10:30:00.123Z\",\"processed_at\":null,"
                                + "\"due_at\":\"2025-10-29T10:30:30.123Z\"}",
                        "{\"transaction_id\":\"=1+1\",\"source_account\":null,\"destination_account\":null,"
                                + "\"amount\":null,\"currency\":null,\"status\":\"REJECTED\","
                                + "\"created_at\":\"2025-10-29T10:30:00.000Z\",\"processed_at\":null,"
                                + "\"reason\":\"KEY_MISMATCH\"}");
    }

    @Test
    void onlyTheFirstPartHasAHead() {
        assertThat(new Blocks(csv, List.of(), false)).isEmpty();
    }

    @Test
    void blocksAreSmallAndLackNothing() {
        List<TransactionView> many = Collections.nCopies(1_000, PROCESSING);
        List<byte[]> blocks = new ArrayList<>();
        new Blocks(csv, many, true).forEach(blocks::add);
        assertThat(blocks)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(block.length).isLessThan(9_000));
        assertThat(join(blocks)).isEqualTo(export(csv, many.toArray(TransactionView[]::new)));
    }

    private static String export(ExportFormat format, TransactionView... views) {
        List<byte[]> blocks = new ArrayList<>();
        for (byte[] block : new Blocks(format, List.of(views), true)) {
            blocks.add(block);
        }
        return join(blocks);
    }

    private static String join(List<byte[]> blocks) {
        var all = new ByteArrayOutputStream();
        blocks.forEach(all::writeBytes);
        return all.toString(UTF_8);
    }
}
