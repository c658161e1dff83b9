package io.txstream.status.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TransactionDocumentTest {

    private final TransactionDocuments documents = new TransactionDocuments(new JsonMapper(), Duration.ofSeconds(30));

    @Test
    void aPendingTransactionHasItsDueTime() {
        assertThat(json(view("PROCESSING", null)))
                .isEqualTo("{\"transaction_id\":\"t\",\"source_account\":\"a\",\"destination_account\":\"b\","
                        + "\"amount\":1500.50,\"currency\":\"INR\",\"status\":\"PROCESSING\","
                        + "\"created_at\":\"2025-10-29T10:30:00.123Z\",\"processed_at\":null,"
                        + "\"due_at\":\"2025-10-29T10:30:30.123Z\"}");
    }

    @Test
    void othersHaveNone() {
        assertThat(json(view("PROCESSED", "2025-10-29T10:30:30.151Z")))
                .endsWith("\"created_at\":\"2025-10-29T10:30:00.123Z\",\"processed_at\":\"2025-10-29T10:30:30.151Z\"}");
        assertThat(documents.of(view("REJECTED", null)).dueAt()).isNull();
    }

    @Test
    void theTagDiffersWheneverTheJsonDoes() {
        String tag = documents.of(view("PROCESSING", null)).tag();
        assertThat(tag)
                .matches("[0-9a-f]{16}")
                .isEqualTo(documents.of(view("PROCESSING", null)).tag());
        assertThat(tag).isNotEqualTo(documents.of(view("REJECTED", null)).tag());
        assertThat(tag)
                .isNotEqualTo(new TransactionDocuments(new JsonMapper(), Duration.ofSeconds(31))
                        .of(view("PROCESSING", null))
                        .tag());
    }

    private String json(TransactionView view) {
        return new String(documents.of(view).json(), UTF_8);
    }

    private static TransactionView view(String status, @Nullable String processedAt) {
        return new TransactionView(
                "t", "a", "b", "1500.50", "INR", status, "2025-10-29T10:30:00.123Z", processedAt, null);
    }
}
