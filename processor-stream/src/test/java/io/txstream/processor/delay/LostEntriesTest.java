package io.txstream.processor.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.txstream.service.StartupProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code NothingLost}: a due store that lost pending transactions is noticed when it is opened. */
class LostEntriesTest {

    private final DueTask task = new DueTask();

    /** An emptied changelog lost pending transactions without a line. */
    @Test
    void nothingLostSilentlyWhenTheDueStoreWasEmptied() {
        task.receive("t1", 100, 7);
        task.receive("t2", 300, 8);
        task.due.delete(DueTask.key("t1", 100, 7));
        task.due.delete(DueTask.key("t2", 300, 8));
        String remedy = remedyOfRefusedStart("t1 of offset 7");
        assertThat(remedy)
                .contains("test-due-changelog")
                .containsPattern("TXSTREAM_PROCESSOR_CONTINUE_FROM=3:7@[0-9a-f]{8}$");
        task.restart(choiceIn(remedy));
        task.receive("t3", 400, 9);
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t3");
        task.restart(choiceIn(remedy)); // a choice that was left set does no harm
    }

    /** A changelog whose tail was cut off lost the newest pending transactions without a line. */
    @Test
    void nothingLostSilentlyWhenTheTailOfTheDueStoreWasCutOff() {
        task.tick(0);
        task.receive("t1", 100, 7);
        task.receive("t2", 300, 8);
        task.tick(50);
        task.due.delete(DueTask.key("t2", 300, 8));
        task.restart(choiceIn(remedyOfRefusedStart("t2 of offset 8")));
        task.tick(60);
        task.restart(); // needs no choice any more
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t1");
    }

    /** Returns the way out that a refused start names. */
    private String remedyOfRefusedStart(String missing) {
        StartupProblemException refusal = catchThrowableOfType(StartupProblemException.class, task::restart);
        assertThat(refusal).hasMessageContainingAll("partition 3", missing);
        return refusal.remedy();
    }

    private static List<String> choiceIn(String remedy) {
        return List.of(remedy.replaceFirst(".*=", ""));
    }
}
