package io.trailwatch.serve;

import io.trailwatch.query.Answer;
import io.trailwatch.query.Coverage;
import io.trailwatch.query.Summaries;
import io.trailwatch.query.SummaryStream;
import io.trailwatch.query.View;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.io.IOException;

/** All summaries for an export: whole, or not at all. A copy that is behind will do where it is known how far. */
record SummariesSource(Summaries summaries, View view) implements Exports.Source {
    @Override
    public Exports.Users open() throws IOException {
        Answer<SummaryStream> answer = summaries.summaries(TimeRange.ALL, view);
        if (answer instanceof Answer.Partial<SummaryStream> partial) {
            partial.value().close();
            throw new IOException(
                    "partitions are missing: " + partial.coverage().missing());
        }
        SummaryStream stream = answer.value();
        if (answer.coverage().lag() == Coverage.UNKNOWN) {
            stream.close();
            throw new IOException("it is not known how far partitions are behind: "
                    + answer.coverage().stale().keySet());
        }
        return new Exports.Users() {
            @Override
            public boolean hasNext() {
                return stream.hasNext();
            }

            @Override
            public UserSummary next() {
                return stream.next();
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }
}
