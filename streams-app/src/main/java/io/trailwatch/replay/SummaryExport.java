package io.trailwatch.replay;

import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.SummaryFold;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.summary.SummaryRows;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the summaries of all users in the order of the result. Several threads make summaries; at most a few wait to be
 * written, so that memory does not grow with the number of users.
 */
final class SummaryExport {
    private static final int AHEAD = 4;

    private final SummaryRows rows;
    private final SummaryOptions options;
    private final int threads;

    SummaryExport(SummaryRows rows, SummaryOptions options, int threads) {
        this.rows = rows;
        this.options = options;
        this.threads = threads;
    }

    /** One user and the number by which users are sorted. */
    private record Total(byte[] arn, long events) {
        static final Comparator<Total> ORDER =
                Comparator.comparingLong(Total::events).reversed().thenComparing(Total::arn, Arrays::compareUnsigned);
    }

    /** Writes all formats, and gives the number of users. */
    long write(SummaryOutput output) throws IOException, InterruptedException {
        List<SummaryWriter> writers = new ArrayList<>();
        for (OutputFormat format : output.formats()) {
            SummaryWriter writer = SummaryWriter.of(format, output.open(format));
            writer.begin();
            writers.add(writer);
        }
        List<Total> totals = totals();
        fold(totals, writers);
        for (SummaryWriter writer : writers) {
            writer.end();
        }
        return totals.size();
    }

    private List<Total> totals() {
        List<Total> totals = new ArrayList<>();
        rows.users(TimeRange.ALL, new SummaryRows.UserVisitor() {
            private byte @Nullable [] current;

            @Override
            public void header(byte[] arn, Header header) {
                if (header.temporaryKey() && !options.includeStsKeys()) {
                    return;
                }
                if (current != null && Arrays.equals(current, arn)) {
                    Total last = totals.remove(totals.size() - 1);
                    totals.add(new Total(last.arn, last.events + header.events()));
                } else {
                    current = arn;
                    totals.add(new Total(arn, header.events()));
                }
            }
        });
        totals.sort(Total.ORDER);
        return totals;
    }

    private void fold(List<Total> totals, List<SummaryWriter> writers) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        ThreadLocal<SummaryFold> folds = ThreadLocal.withInitial(() -> new SummaryFold(options));
        Deque<Future<UserSummary>> waiting = new ArrayDeque<>();
        try {
            for (Total total : totals) {
                waiting.add(pool.submit(() -> summary(folds.get(), total.arn)));
                if (waiting.size() > AHEAD * threads) {
                    write(waiting.remove(), writers);
                }
            }
            while (!waiting.isEmpty()) {
                write(waiting.remove(), writers);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void write(Future<UserSummary> summary, List<SummaryWriter> writers)
            throws IOException, InterruptedException {
        try {
            UserSummary user = summary.get();
            for (SummaryWriter writer : writers) {
                writer.user(user);
            }
        } catch (ExecutionException e) {
            throw new ReplayException("a summary can't be made (" + e.getCause() + ")", e);
        }
    }

    private UserSummary summary(SummaryFold fold, byte[] arn) {
        fold.user(new String(arn, StandardCharsets.UTF_8));
        rows.headers(arn, TimeRange.ALL, fold::header);
        rows.rows(arn, TimeRange.ALL, fold::row);
        return fold.build(Integer.MAX_VALUE);
    }
}
