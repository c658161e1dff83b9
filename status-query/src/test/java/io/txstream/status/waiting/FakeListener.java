package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** Writes down what those who follow all changes would get: {@code <batch>:<id>=<status>}, or {@code gap}. */
final class FakeListener implements ChangeListener {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean followed;
    private volatile Runnable begun = () -> {};

    void follow() {
        followed = true;
        begun.run();
    }

    void unfollow() {
        followed = false;
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public boolean isFollowed() {
        return followed;
    }

    @Override
    public void onNeeded(Runnable callback) {
        begun = callback;
    }

    @Override
    public Mono<Boolean> replay() {
        return Mono.just(false);
    }

    @Override
    public void changed(ChangedBatch batch, Map<String, TransactionView> rows) {
        for (String id : batch.ids()) {
            TransactionView row = rows.get(id);
            heard.add(row == null ? "gap" : batch.number() + ":" + id + "=" + row.status());
        }
    }

    @Override
    public void lost() {
        heard.add("gap");
    }

    @Override
    public void end() {
        heard.add("end");
    }
}
