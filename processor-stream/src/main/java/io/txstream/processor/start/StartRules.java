package io.txstream.processor.start;

import io.txstream.contract.Topics;
import io.txstream.processor.progress.Decided;
import java.util.TreeSet;

/**
 * {@code ProcessedOnce} and {@code NothingLost} over a stop of any length: decides where the stream starts on a
 * partition. The progress record is the truth, since it is committed with the work. The group's offset is a copy that
 * can expire, be deleted or be reset.
 */
final class StartRules {

    private StartRules() {}

    static StartDecision decide(PartitionFacts facts) {
        Decided decided = facts.decided();
        if (decided == null) {
            return withoutProgress(facts);
        }
        if (!decided.topicId().equals(facts.topicId())) {
            return refuse(
                    facts,
                    facts.logStart(),
                    "was created again: the state was built from topic id " + decided.topicId() + " up to offset "
                            + decided.nextOffset() + ", and the topic now has id " + facts.topicId() + " and offsets "
                            + facts.logStart() + " to " + facts.logEnd());
        }
        if (!facts.missingChangelogs().isEmpty()) {
            return stateLost(facts, decided.nextOffset());
        }
        return sameTopic(facts, decided);
    }

    private static StartDecision sameTopic(PartitionFacts facts, Decided decided) {
        long next = decided.nextOffset();
        if (next > facts.logEnd() || facts.divergedAt().isPresent()) {
            long divergedAt = Math.min(facts.divergedAt().orElse(facts.logEnd()), facts.logEnd());
            return refuse(
                    facts,
                    Math.max(divergedAt, facts.logStart()),
                    "was truncated at offset " + divergedAt + ": the state was built from it up to offset " + next
                            + ", and the log now ends at " + facts.logEnd());
        }
        if (isBehindTheOutput(facts, next)) {
            return withoutProgress(facts);
        }
        // The deleted offsets may be transaction markers only. The group's offset cannot tell: it may have been reset.
        if (next < facts.logStart()) {
            return recordsDeleted(facts, next);
        }
        if (facts.committed() != null && facts.committed() == next) {
            return new StartDecision.AsItIs();
        }
        boolean unusable =
                facts.committed() == null || facts.committed() > facts.logEnd() || facts.committed() < facts.logStart();
        return new StartDecision.SetOffset(next, unusable);
    }

    /**
     * A version that records no progress has worked since, and the group's offset is the truth again; or another
     * instance commits while the facts are read. Events of a received topic that was created again or truncated can be
     * ahead of both.
     */
    private static boolean isBehindTheOutput(PartitionFacts facts, long next) {
        long processedNext = facts.processedNext().orElse(0);
        return processedNext > next && facts.committed() != null && facts.committed() >= processedNext;
    }

    private static StartDecision withoutProgress(PartitionFacts facts) {
        boolean neverProcessed = facts.processedNext().isEmpty();
        Long committed = facts.committed();
        if (committed == null) {
            return neverProcessed
                    ? new StartDecision.SetOffset(facts.logStart(), true)
                    : stateLost(facts, facts.processedNext().orElseThrow());
        }
        if (!facts.missingChangelogs().isEmpty() && (!neverProcessed || committed > facts.logStart())) {
            return stateLost(facts, facts.processedNext().orElse(committed));
        }
        if (committed < facts.logStart()) {
            return recordsDeleted(facts, committed);
        }
        if (committed < facts.processedNext().orElse(0)) {
            return refuse(
                    facts,
                    Math.min(facts.processedNext().orElseThrow(), facts.logEnd()),
                    "was processed up to offset " + facts.processedNext().orElseThrow()
                            + " at least, but there is no progress record, and the group's offset is " + committed);
        }
        if (committed > facts.logEnd()) {
            return refuse(
                    facts,
                    facts.logEnd(),
                    "was truncated or created again: the group's offset is " + committed + ", but the log ends at "
                            + facts.logEnd());
        }
        // The state is of a version without progress records, or no record was ever received.
        return new StartDecision.AsItIs();
    }

    private static StartDecision recordsDeleted(PartitionFacts facts, long next) {
        return refuse(
                facts,
                facts.logStart(),
                "lost records that were never processed: offsets " + next + " to " + (facts.logStart() - 1)
                        + " were deleted, and the log starts at " + facts.logStart());
    }

    private static StartDecision stateLost(PartitionFacts facts, long continueFrom) {
        String missing = facts.missingChangelogs().isEmpty()
                ? "there is no progress record and no offset of the group"
                : "the topics " + new TreeSet<>(facts.missingChangelogs()) + " do not exist";
        return refuse(
                facts,
                Math.min(Math.max(continueFrom, facts.logStart()), facts.logEnd()),
                "was processed before, but its state is lost: " + missing + "; the log has offsets " + facts.logStart()
                        + " to " + facts.logEnd());
    }

    private static StartDecision refuse(PartitionFacts facts, long continueFrom, String problem) {
        return new StartDecision.Refuse(
                "partition " + facts.partition() + " of " + Topics.RECEIVED + " " + problem, continueFrom);
    }
}
