package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookupPlacesTest {

    private final LookupPlaces places = new LookupPlaces(2, 1);

    @Test
    void lookupsThatAreHeldTakeNoPlaceOfTheOthers() {
        assertThat(places.take(LookupKind.WAIT)).isTrue();
        assertThat(places.take(LookupKind.IN_PARTS)).isFalse();
        assertThat(places.take(LookupKind.PLAIN)).isTrue();
        assertThat(places.take(LookupKind.LIST)).isTrue();
        assertThat(places.take(LookupKind.PLAIN)).isFalse();
        assertThat(places.takenHeld()).isEqualTo(1);
        assertThat(places.takenPlain()).isEqualTo(2);
        assertThat(places.max()).isEqualTo(3);
    }

    @Test
    void aLookupThatIsHeldAfterAllChangesItsPlace() {
        places.take(LookupKind.LIST);
        assertThat(places.hold(LookupKind.LIST)).isTrue();
        assertThat(places.takenPlain()).isZero();
        assertThat(places.takenHeld()).isEqualTo(1);
        assertThat(places.hold(LookupKind.WAIT)).isTrue();
        assertThat(places.takenHeld()).isEqualTo(1);
        places.take(LookupKind.PLAIN);
        assertThat(places.hold(LookupKind.PLAIN)).isFalse();
        assertThat(places.takenPlain()).isEqualTo(1);
    }

    @Test
    void aPlaceIsTakenAgainAfterItWasGivenBack() {
        places.take(LookupKind.WAIT);
        places.giveBack(LookupKind.WAIT);
        assertThat(places.takenHeld()).isZero();
        assertThat(places.take(LookupKind.IN_PARTS)).isTrue();
    }
}
