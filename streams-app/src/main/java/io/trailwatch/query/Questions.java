package io.trailwatch.query;

import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What processes ask each other. */
final class Questions {
    /** By their names between processes. */
    static final Map<String, Class<? extends Question<?>>> KINDS = Map.of(
            "users", Users.class,
            "summary", Summary.class,
            "timeline", Timeline.class,
            "entry", Entry.class,
            "counts", Counts.class);

    private Questions() {}

    private static byte[] utf8(String arn) {
        return arn.getBytes(StandardCharsets.UTF_8);
    }

    /** A page of the list of users. */
    record Users(UsersQuery query) implements Question<UsersPage> {
        @Override
        public String kind() {
            return "users";
        }

        @Override
        public Class<UsersPage> type() {
            return UsersPage.class;
        }

        @Override
        public UsersPage answer(LocalAnswers answers, List<HeldRows> partitions) {
            return answers.users(partitions, query);
        }

        @Override
        public UsersPage merge(List<UsersPage> parts) {
            List<UserEntry> all = new ArrayList<>();
            boolean more = false;
            long total = 0;
            for (UsersPage part : parts) {
                all.addAll(part.users());
                more |= part.more();
                total += part.total();
            }
            all.sort(query.order().comparator());
            boolean cut = all.size() > query.limit();
            return new UsersPage(cut ? List.copyOf(all.subList(0, query.limit())) : all, more || cut, total);
        }
    }

    /** One user's summary, or none. */
    record Found(@Nullable UserSummary summary) {}

    /** One user's summary. */
    record Summary(String arn, TimeRange range, View view) implements Question<Found> {
        @Override
        public String kind() {
            return "summary";
        }

        @Override
        public Class<Found> type() {
            return Found.class;
        }

        @Override
        public Found answer(LocalAnswers answers, List<HeldRows> partitions) {
            return partitions.stream()
                    .map(held -> answers.summary(held.rows(), utf8(arn), range, view))
                    .flatMap(java.util.Optional::stream)
                    .findFirst()
                    .map(Found::new)
                    .orElseGet(() -> new Found(null));
        }

        @Override
        public Found merge(List<Found> parts) {
            return parts.stream()
                    .filter(found -> found.summary != null)
                    .findFirst()
                    .orElseGet(() -> new Found(null));
        }
    }

    /** The windows in which a user did something. */
    record Hours(List<TimelineHour> hours) {}

    /** One user's timeline. */
    record Timeline(String arn, TimeRange range, boolean includeStsKeys, FailedRule failed) implements Question<Hours> {
        @Override
        public String kind() {
            return "timeline";
        }

        @Override
        public Class<Hours> type() {
            return Hours.class;
        }

        @Override
        public Hours answer(LocalAnswers answers, List<HeldRows> partitions) {
            return merge(partitions.stream()
                    .map(held -> new Hours(answers.timeline(held.rows(), utf8(arn), range, includeStsKeys, failed)))
                    .toList());
        }

        @Override
        public Hours merge(List<Hours> parts) {
            return parts.stream()
                    .filter(part -> !part.hours.isEmpty())
                    .findFirst()
                    .orElseGet(() -> new Hours(List.of()));
        }
    }

    /**
     * A user's entry in a list, or none.
     *
     * @param processed the offset after the last message that was taken in before; -1 where that is not known
     */
    record Seen(@Nullable UserEntry entry, long processed) {}

    /** One user's entry as it is in a list. */
    record Entry(String arn, boolean includeStsKeys, FailedRule failed) implements Question<Seen> {
        @Override
        public String kind() {
            return "entry";
        }

        @Override
        public Class<Seen> type() {
            return Seen.class;
        }

        @Override
        public Seen answer(LocalAnswers answers, List<HeldRows> partitions) {
            return merge(partitions.stream()
                    .map(held -> new Seen(
                            answers.entry(held.rows(), utf8(arn), TimeRange.ALL, includeStsKeys, failed)
                                    .orElse(null),
                            held.processed()))
                    .toList());
        }

        @Override
        public Seen merge(List<Seen> parts) {
            return parts.stream()
                    .filter(seen -> seen.entry != null)
                    .findFirst()
                    .orElseGet(() -> parts.isEmpty() ? new Seen(null, -1) : parts.get(0));
        }
    }

    /** What became of all records. */
    record Counts() implements Question<RecordCounts> {
        @Override
        public String kind() {
            return "counts";
        }

        @Override
        public Class<RecordCounts> type() {
            return RecordCounts.class;
        }

        @Override
        public RecordCounts answer(LocalAnswers answers, List<HeldRows> partitions) {
            return merge(partitions.stream().map(held -> held.counts().get()).toList());
        }

        @Override
        public RecordCounts merge(List<RecordCounts> parts) {
            return parts.stream().filter(Objects::nonNull).reduce(RecordCounts.NONE, RecordCounts::plus);
        }
    }

    /** All summaries; answered as a stream. */
    record AllSummaries(TimeRange range, View view) {
        static final String KIND = "summaries";
    }
}
