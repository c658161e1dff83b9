package io.txstream.status.projection;

import io.txstream.contract.Position;
import java.util.Comparator;

/**
 * What one record says about one transaction. Of all rows of an id, one wins:
 *
 * <ul>
 *   <li>{@code NeverBackwards}: the row with the higher status wins.
 *   <li>{@code FirstWins}: of two rows with the same status, the row with the lower position wins.
 * </ul>
 *
 * <p>This is a total order, and the winner is its greatest element. The result therefore does not depend on the order
 * in which records are read, or on how often.
 *
 * @param id the transaction id
 * @param received the position, in the received topic, of the record that this row is about
 * @param state the state of the transaction
 */
record Row(String id, Position received, TransactionState state) {

    private static final Comparator<Row> PRECEDENCE = Comparator.comparing(
                    (Row row) -> row.state().status())
            .thenComparing(
                    row -> row.received(),
                    Comparator.comparingInt(Position::partition)
                            .thenComparingLong(Position::offset)
                            .reversed());

    /** Returns the winner of two rows of one id. The SQL of {@link TransactionTable} applies the same rule. */
    static Row winner(Row one, Row other) {
        return PRECEDENCE.compare(other, one) > 0 ? other : one;
    }
}
