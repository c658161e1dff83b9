package io.txstream.contract;

import org.jspecify.annotations.Nullable;

/** The five fields, by their names on the wire, in the order in which errors are told. */
enum Field {
    TRANSACTION_ID("transaction_id"),
    SOURCE_ACCOUNT("source_account"),
    DESTINATION_ACCOUNT("destination_account"),
    AMOUNT("amount"),
    CURRENCY("currency");

    private final String wireName;

    Field(String wireName) {
        this.wireName = wireName;
    }

    /** The field of that name, or null: five comparisons cost less than hashing a name that a stranger chose. */
    static @Nullable Field named(String name) {
        for (Field field : values()) {
            if (field.wireName.equals(name)) {
                return field;
            }
        }
        return null;
    }

    String wireName() {
        return wireName;
    }

    String pointer() {
        return "/" + wireName;
    }
}
