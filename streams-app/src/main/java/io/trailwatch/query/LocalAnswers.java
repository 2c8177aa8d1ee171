package io.trailwatch.query;

import io.trailwatch.summary.ApiCatalogue;
import io.trailwatch.summary.ApiValue;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.SummaryBuilder;
import io.trailwatch.summary.SummaryRows;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers from the rows of this process. Ranges are whole windows already. */
final class LocalAnswers {
    private final Folding folding;
    private final QueryLimits limits;
    private final ListedUsers listed;

    LocalAnswers(Folding folding, QueryLimits limits) {
        this.folding = folding;
        this.limits = limits;
        this.listed = new ListedUsers(limits.listedUsers());
    }

    Optional<UserSummary> summary(SummaryRows rows, byte[] arn, TimeRange range, View view) {
        SummaryBuilder builder = folding.builder(new String(arn, StandardCharsets.UTF_8), view);
        rows.headers(arn, range, builder::header);
        rows.rows(arn, range, builder::row);
        return builder.empty() ? Optional.empty() : Optional.of(builder.build(view.top()));
    }

    Optional<UserEntry> entry(SummaryRows rows, byte[] arn, TimeRange range, boolean stsKeys, FailedRule rule) {
        UserSum sum = new UserSum(arn, stsKeys, rule);
        rows.headers(arn, range, sum::add);
        return sum.events() == 0 ? Optional.empty() : Optional.of(sum.entry(-1));
    }

    List<TimelineHour> timeline(SummaryRows rows, byte[] arn, TimeRange range, boolean stsKeys, FailedRule rule) {
        TreeMap<Long, TimelineHour> hours = new TreeMap<>();
        rows.headers(arn, range, header -> {
            if (header.temporaryKey() && !stsKeys) {
                return;
            }
            long failed = UserSum.failed(header, rule);
            hours.merge(
                    header.windowStart(),
                    new TimelineHour(header.windowStart(), header.events() - failed, failed),
                    (a, b) -> new TimelineHour(a.start(), a.success() + b.success(), a.failed() + b.failed()));
        });
        return List.copyOf(hours.values());
    }

    /** The users of some partitions. The page holds one more than asked for where there are more. */
    UsersPage users(Collection<HeldRows> partitions, UsersQuery query) {
        boolean byAbused = query.order() == UserOrder.ABUSED;
        String search = query.search().toLowerCase(Locale.ROOT);
        Page page = new Page(query);
        for (HeldRows held : partitions) {
            List<UserSum> toCount = new ArrayList<>();
            UserSums.of(held.rows(), query.range(), query.includeStsKeys(), query.failed(), sum -> {
                if (!search.isEmpty() && !sum.arnText().toLowerCase(Locale.ROOT).contains(search)) {
                    return;
                }
                page.total++;
                if (!byAbused) {
                    page.offer(sum.entry(-1));
                } else if (toCount.size() < limits.countedUsers()) {
                    toCount.add(sum);
                } else {
                    throw new TooCostlyException("more than " + limits.countedUsers()
                            + " users match: sorting them by abused calls costs too much; narrow them with search, from"
                            + " or to, or sort by events");
                }
            });
            for (UserSum sum : toCount) {
                page.offer(sum.entry(abused(held.rows(), sum.arn(), query)));
            }
        }
        List<UserEntry> users = page.sorted();
        return new UsersPage(
                byAbused || !query.countAbused() ? users : counted(partitions, users, query), page.more, page.total);
    }

    private List<UserEntry> counted(Collection<HeldRows> partitions, List<UserEntry> users, UsersQuery query) {
        List<UserEntry> counted = new ArrayList<>();
        for (UserEntry user : users) {
            byte[] arn = user.userArn().getBytes(StandardCharsets.UTF_8);
            long abused = partitions.stream()
                    .mapToLong(held -> abused(held.rows(), arn, query))
                    .sum();
            counted.add(new UserEntry(
                    user.userArn(), user.events(), user.failed(), abused, user.first(), user.last(), user.userType()));
        }
        return counted;
    }

    private long abused(SummaryRows rows, byte[] arn, UsersQuery query) {
        ApiCatalogue catalogue = folding.abused();
        long[] sum = {0};
        rows.rows(arn, query.range(), row -> {
            if (isCall(row) && (!row.temporaryKey() || query.includeStsKeys())) {
                if (catalogue.description(ApiValue.decode(row.value()).eventName()) != null) {
                    sum[0] += row.count();
                }
            }
        });
        return sum[0];
    }

    private static boolean isCall(Row row) {
        return row.field() == RowField.API_SUCCESS
                || row.field() == RowField.API_DENIED
                || row.field() == RowField.API_ERROR;
    }

    /** The best users so far, and whether more follow. */
    private static final class Page {
        private final UsersQuery query;
        private final PriorityQueue<UserEntry> worstFirst;
        private boolean more;
        private long total;

        Page(UsersQuery query) {
            this.query = query;
            this.worstFirst = new PriorityQueue<>(query.order().comparator().reversed());
        }

        void offer(UserEntry entry) {
            UserEntry after = query.after();
            if (after != null && query.order().comparator().compare(entry, after) <= 0) {
                return;
            }
            worstFirst.add(entry);
            if (worstFirst.size() > query.limit()) {
                worstFirst.poll();
                more = true;
            }
        }

        List<UserEntry> sorted() {
            List<UserEntry> users = new ArrayList<>(worstFirst);
            users.sort(query.order().comparator());
            return users;
        }
    }

    /** A user's place in the output of all summaries. */
    private record Place(HeldRows held, byte[] arn, long events) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Long.compare(other.events, events);
            return order != 0 ? order : Arrays.compareUnsigned(arn, other.arn);
        }
    }

    /**
     * All summaries of some partitions in the order of the output. Holds the users' names and counts until it is closed;
     * summaries are made one by one as it goes on, which throws when rows are closed meanwhile.
     */
    Peers.Summaries summaries(Collection<HeldRows> partitions, TimeRange range, View view) {
        ListedUsers.Part room = listed.part();
        try {
            List<Place> places = new ArrayList<>();
            for (HeldRows held : partitions) {
                UserSums.of(held.rows(), range, view.includeStsKeys(), view.failed(), sum -> {
                    room.add();
                    places.add(new Place(held, sum.arn(), sum.events()));
                });
            }
            places.sort(null);
            return new Made(places.iterator(), room, range, view);
        } catch (RuntimeException | Error e) {
            room.close();
            throw e;
        }
    }

    private final class Made implements Peers.Summaries {
        private final Iterator<Place> rest;
        private final ListedUsers.Part room;
        private final TimeRange range;
        private final View view;
        private @Nullable OrderedSummary ahead;

        Made(Iterator<Place> rest, ListedUsers.Part room, TimeRange range, View view) {
            this.rest = rest;
            this.room = room;
            this.range = range;
            this.view = view;
            ahead = advance();
        }

        private @Nullable OrderedSummary advance() {
            while (rest.hasNext()) {
                Place place = rest.next();
                Optional<UserSummary> summary = summary(place.held.rows(), place.arn, range, view);
                if (summary.isPresent()) {
                    return new OrderedSummary(place.events, summary.get());
                }
            }
            // Before anyone is told that this was all.
            close();
            return null;
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public OrderedSummary next() {
            OrderedSummary now = ahead;
            if (now == null) {
                throw new NoSuchElementException();
            }
            ahead = advance();
            return now;
        }

        @Override
        public void close() {
            room.close();
        }
    }
}
