package io.trailwatch.replay;

import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.text.Amounts;
import io.trailwatch.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a replay did.
 *
 * @param files read, also those of earlier runs that a kept data folder holds; those left out are not among them
 * @param leftOut files that could not be read to their end, or some of them where there are many
 * @param leftOutInAll how many there are
 * @param skipped files that hold no records by their name, or lie outside the asked days, by reason
 * @param counts what became of the records on the topic
 * @param rejected what was read and is no record, by reason, also by earlier runs
 * @param includeStsKeys whether records with temporary keys are in the result
 * @param users in the result
 * @param places where the result is
 */
public record ReplayReport(
        long files,
        List<LeftOutFile> leftOut,
        long leftOutInAll,
        Map<SkipReason, Long> skipped,
        RecordCounts counts,
        Map<Reject, Long> rejected,
        boolean includeStsKeys,
        long users,
        List<String> places,
        Duration elapsed) {

    /** A file that was not read to its end; what came before the damage counts. */
    public record LeftOutFile(String name, String reason) {}

    /** Whether something that lies in the archive is missing in the result though it was asked for. */
    public boolean somethingLeftOut() {
        return leftOutInAll > 0
                || unreadable() > 0
                || skipped.containsKey(SkipReason.UNREADABLE_FOLDER)
                || counts.of(RecordOutcome.EXPIRED) > 0;
    }

    /** Lines, documents and records that could not be read. A document that is no event lies in many buckets by right. */
    private long unreadable() {
        return counts.of(RecordOutcome.UNREADABLE)
                + rejected.getOrDefault(Reject.BAD_LINE, 0L)
                + rejected.getOrDefault(Reject.TOO_LARGE, 0L)
                + rejected.getOrDefault(Reject.TOO_DEEP, 0L);
    }

    /** One line for those who want to hear nothing else. */
    public String leftOutLine() {
        return "left out: " + Amounts.count(leftOutInAll, "file", "files") + " and "
                + Amounts.count(unreadable(), "unreadable record or line", "unreadable records or lines")
                + " (run without -q to see which)";
    }

    /** The report as a user reads it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Files       " + Amounts.count(files) + " read, " + Amounts.count(leftOutInAll) + " left out");
        for (LeftOutFile file : leftOut) {
            lines.add("              " + Printable.of(file.name(), 300) + ": " + Printable.of(file.reason(), 200));
        }
        if (leftOutInAll > leftOut.size()) {
            lines.add("              and " + Amounts.count(leftOutInAll - leftOut.size()) + " more");
        }
        skipped.forEach((reason, n) -> lines.add("Passed over " + Amounts.count(n) + " " + reason.text()));
        lines.add("Records     " + Amounts.count(counts.total()) + " read");
        for (RecordOutcome outcome : RecordOutcome.values()) {
            long n = counts.of(outcome);
            if (n > 0 || outcome == RecordOutcome.SUMMARISED) {
                lines.add(String.format("%,15d %s", n, shown(outcome)));
            }
        }
        rejected.forEach((reason, n) -> {
            if (n > 0) {
                lines.add((reason == Reject.NOT_AN_EVENT ? "Documents   " : "Unreadable  ") + Amounts.count(n) + " "
                        + reason.text());
            }
        });
        lines.add("Users       " + Amounts.count(users));
        lines.add("Result      " + String.join(", ", places));
        lines.add("Time        " + Amounts.time(elapsed));
        return lines;
    }

    private String shown(RecordOutcome outcome) {
        if (outcome == RecordOutcome.TEMPORARY_KEY) {
            return includeStsKeys
                    ? "summarised, with a temporary key"
                    : "left out, with a temporary key (-s counts them)";
        }
        return outcome.text();
    }
}
