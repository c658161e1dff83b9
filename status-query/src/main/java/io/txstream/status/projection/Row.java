package io.txstream.status.projection;

import io.txstream.contract.Position;
import java.util.Comparator;

/**
 * What one record says of one transaction. Of all rows of an id one wins, whatever the order in which they come:
 * {@code NeverBackwards}, the higher status, and {@code FirstWins} among equals, the lower position. Since that is the
 * greatest of a total order, any part of the log can be folded in twice, or two parts in either order.
 *
 * @param received where the received record lies that it all goes back to
 */
record Row(String id, Position received, Standing standing) {

    private static final Comparator<Row> PRECEDENCE = Comparator.comparing(
                    (Row row) -> row.standing().status())
            .thenComparing(
                    row -> row.received(),
                    Comparator.comparingInt(Position::partition)
                            .thenComparingLong(Position::offset)
                            .reversed());

    /** The one of two rows of an id that wins; the SQL of {@link ProjectionStore} says the same. */
    static Row winner(Row one, Row other) {
        return PRECEDENCE.compare(other, one) > 0 ? other : one;
    }
}
