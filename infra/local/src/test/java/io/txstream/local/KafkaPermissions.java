package io.txstream.local;

import io.txstream.embedded.kafka.BrokerSecurity;
import io.txstream.local.docs.MarkdownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The table of Kafka permissions in SECURITY.md. */
final class KafkaPermissions {

    private static final Path PAGE = Path.of("../../.github/SECURITY.md");
    private static final int COLUMNS = 4;

    private KafkaPermissions() {}

    /** Returns every right of the table. */
    static List<AclBinding> documented() throws IOException {
        return MarkdownTable.rows(Files.readAllLines(PAGE)).stream()
                .filter(row -> row.size() == COLUMNS && row.get(0).startsWith("`"))
                .flatMap(KafkaPermissions::rights)
                .toList();
    }

    private static Stream<AclBinding> rights(List<String> row) {
        String user = MarkdownTable.code(row.get(0)).get(0);
        var type = ResourceType.valueOf(row.get(1).toUpperCase(Locale.ROOT).replace(' ', '_'));
        return MarkdownTable.code(row.get(2)).stream()
                .flatMap(name ->
                        Stream.of(row.get(3).split(", ", -1)).map(operation -> right(user, type, name, operation)));
    }

    private static AclBinding right(String user, ResourceType type, String name, String operation) {
        boolean isPrefix = name.endsWith("*");
        return BrokerSecurity.allow(
                user,
                type,
                isPrefix ? name.substring(0, name.length() - 1) : name,
                isPrefix ? PatternType.PREFIXED : PatternType.LITERAL,
                operation.equals("DescribeConfigs")
                        ? AclOperation.DESCRIBE_CONFIGS
                        : AclOperation.valueOf(operation.toUpperCase(Locale.ROOT)));
    }
}
