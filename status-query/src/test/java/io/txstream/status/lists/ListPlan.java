package io.txstream.status.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How Postgres executed a list.
 *
 * @param nodes the kinds of nodes that read the table {@code transactions}
 * @param indexes the names of the indexes that they use
 * @param pages 8 KB pages of tables and indexes that were read
 * @param skipped rows of the table that were read and did not match
 */
record ListPlan(Set<String> nodes, Set<String> indexes, long pages, long skipped) {

    static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ";

    /** Reads the output of {@link #EXPLAIN}. */
    static ListPlan read(String json) {
        JsonNode root = new JsonMapper().readTree(json).get(0).get("Plan");
        List<JsonNode> all = new ArrayList<>();
        collect(root, all);
        List<JsonNode> reads = all.stream()
                .filter(node -> "transactions".equals(node.path("Relation Name").asString("")))
                .toList();
        Set<String> nodes = new TreeSet<>();
        Set<String> indexes = new TreeSet<>();
        for (JsonNode node : reads) {
            nodes.add(node.get("Node Type").stringValue());
            indexes.add(node.path("Index Name").asString(""));
        }
        long pages = number(root, "Shared Hit Blocks") + number(root, "Shared Read Blocks");
        long skipped = reads.stream()
                .mapToLong(node -> number(node, "Rows Removed by Filter"))
                .sum();
        return new ListPlan(nodes, indexes, pages, skipped);
    }

    private static void collect(JsonNode node, List<JsonNode> all) {
        all.add(node);
        for (JsonNode child : node.path("Plans")) {
            collect(child, all);
        }
    }

    private static long number(JsonNode node, String member) {
        return node.path(member).asLong(0);
    }

    /** Returns the short names of the indexes, such as {@code currency}. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>();
        indexes.forEach(index -> columns.add(index.replace("transactions_by_", "")));
        return columns;
    }
}
