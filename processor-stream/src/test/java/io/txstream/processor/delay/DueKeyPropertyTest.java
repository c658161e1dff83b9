package io.txstream.processor.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class DueKeyPropertyTest {

    private static final Comparator<DueKey> EXPECTED = Comparator.comparingLong(DueKey::dueMillis)
            .thenComparingLong(DueKey::offset)
            .thenComparing(DueKey::id, Arrays::compareUnsigned);

    @Property
    void byteOrderIsTheOrderOfDueTimeThenOffsetThenId(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long due,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long otherDue,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long offset,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long otherOffset,
            @ForAll @Size(max = 8) byte[] id,
            @ForAll @Size(max = 8) byte[] otherId,
            @ForAll boolean sameDue,
            @ForAll boolean sameOffset) {
        var one = new DueKey(due, offset, id);
        var other = new DueKey(sameDue ? due : otherDue, sameOffset ? offset : otherOffset, otherId);
        assertThat(Integer.signum(one.toBytes().compareTo(other.toBytes())))
                .isEqualTo(Integer.signum(EXPECTED.compare(one, other)));
    }

    @Property
    void isReadBack(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long due,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long offset,
            @ForAll byte[] id) {
        DueKey read = DueKey.fromBytes(new DueKey(due, offset, id).toBytes());
        assertThat(read).usingRecursiveComparison().isEqualTo(new DueKey(due, offset, id));
    }

    @Example
    void refusesNegativeNumbers() {
        assertThatThrownBy(() -> new DueKey(-1, 0, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DueKey(0, -1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
