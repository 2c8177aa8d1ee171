package io.trailwatch.query;

import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Current summaries, over all instances: this process's partitions are read here, the others asked for where they are. Any
 * thread may ask.
 */
public final class Summaries implements AutoCloseable {
    private static final int MOST_REMOTE = 64;

    private final Stores stores;
    private final Granularity granularity;
    private final Gather gather;
    private final PeerService service;
    private final ExecutorService remote;

    /**
     * @param peers the token and trust for asking other instances
     * @param limits what one question may cost
     */
    public Summaries(Stores stores, Folding folding, Granularity granularity, PeerSettings peers, QueryLimits limits) {
        this(stores, folding, granularity, new PeerClient(peers, limits.peerTimeout()), limits);
    }

    Summaries(Stores stores, Folding folding, Granularity granularity, Peers peers, QueryLimits limits) {
        this.stores = stores;
        this.granularity = granularity;
        LocalAnswers answers = new LocalAnswers(folding, limits);
        this.remote = new ThreadPoolExecutor(0, MOST_REMOTE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "peer-question");
            thread.setDaemon(true);
            return thread;
        });
        this.gather = new Gather(stores, new LocalParts(stores, answers, Turns.ofCores()), peers, remote);
        // Other instances' questions have turns of their own: two instances that wait for each other would wait for
        // ever.
        this.service = new PeerService(new LocalParts(stores, answers, Turns.ofCores()));
    }

    /** Answers other instances' questions. */
    public PeerService service() {
        return service;
    }

    /** The range that a summary of this range really covers. */
    public TimeRange summaryRange(TimeRange asked) {
        return granularity.ofValues(asked);
    }

    /** The range that a list or a timeline of this range really covers. */
    public TimeRange listRange(TimeRange asked) {
        return granularity.ofHeaders(asked);
    }

    /** One user's summary; empty where the user did nothing in the range. */
    public Answer<Optional<UserSummary>> user(String arn, TimeRange range, View view) {
        return one(arn, new Questions.Summary(arn, summaryRange(range), view))
                .map(found -> Optional.ofNullable(found.summary()));
    }

    /** One user's events per window of headers; empty where there are none. */
    public Answer<List<TimelineHour>> timeline(String arn, TimeRange range, boolean includeStsKeys, FailedRule failed) {
        return one(arn, new Questions.Timeline(arn, listRange(range), includeStsKeys, failed))
                .map(Questions.Hours::hours);
    }

    /** What a user's entry in a list is now, and up to which offset of the user's partition it counts. */
    public record Current(Optional<UserEntry> entry, long processed) {}

    public Answer<Current> entry(String arn, boolean includeStsKeys, FailedRule failed) {
        return one(arn, new Questions.Entry(arn, includeStsKeys, failed))
                .map(seen -> new Current(Optional.ofNullable(seen.entry()), seen.processed()));
    }

    /** A page of the list of users. Its range is widened to whole windows. */
    public Answer<UsersPage> users(UsersQuery query) {
        UsersQuery widened = new UsersQuery(
                query.order() == UserOrder.ABUSED || query.countAbused()
                        ? summaryRange(query.range())
                        : listRange(query.range()),
                query.includeStsKeys(),
                query.failed(),
                query.countAbused(),
                query.order(),
                query.search(),
                query.after(),
                query.limit());
        return all(new Questions.Users(widened));
    }

    /** What became of all records. */
    public Answer<RecordCounts> counts() {
        return all(new Questions.Counts());
    }

    /** All summaries in the order of the output; the caller closes the stream. */
    public Answer<SummaryStream> summaries(TimeRange range, View view) {
        int partitions = stores.partitions();
        if (partitions == 0) {
            return starting();
        }
        return gather.summaries(
                new Questions.AllSummaries(summaryRange(range), view),
                IntStream.range(0, partitions).boxed().toList());
    }

    private <T> Answer<T> all(Question<T> question) {
        int partitions = stores.partitions();
        return partitions == 0
                ? starting()
                : gather.ask(question, IntStream.range(0, partitions).boxed().toList());
    }

    private <T> Answer<T> one(String arn, Question<T> question) {
        if (stores.partitions() == 0) {
            return starting();
        }
        return gather.ask(question, List.of(stores.partition(arn.getBytes(StandardCharsets.UTF_8))));
    }

    private static <T> Answer<T> starting() {
        return new Answer.NotReady<>("starting: the topic's partitions are not known yet");
    }

    @Override
    public void close() {
        remote.shutdownNow();
    }
}
