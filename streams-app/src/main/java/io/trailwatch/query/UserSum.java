package io.trailwatch.query;

import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.UserTypeSeen;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One user's headers added up. */
final class UserSum {
    private final byte[] arn;
    private final boolean includeStsKeys;
    private final FailedRule rule;
    private long events;
    private long failed;
    private @Nullable EventTime first;
    private @Nullable EventTime last;
    private @Nullable UserTypeSeen type;

    UserSum(byte[] arn, boolean includeStsKeys, FailedRule rule) {
        this.arn = arn;
        this.includeStsKeys = includeStsKeys;
        this.rule = rule;
    }

    void add(Header header) {
        if (header.temporaryKey() && !includeStsKeys) {
            return;
        }
        events += header.events();
        failed += failed(header, rule);
        first = EventTime.earlier(first, header.first());
        last = EventTime.later(last, header.last());
        type = type == null ? header.type() : UserTypeSeen.newer(type, header.type());
    }

    static long failed(Header header, FailedRule rule) {
        return rule == FailedRule.ANY_ERROR ? header.errors() : header.denied();
    }

    byte[] arn() {
        return arn;
    }

    String arnText() {
        return new String(arn, StandardCharsets.UTF_8);
    }

    long events() {
        return events;
    }

    UserEntry entry(long abused) {
        return new UserEntry(
                arnText(),
                events,
                failed,
                abused,
                first == null ? "" : first.shown(),
                last == null ? "" : last.shown(),
                type == null ? "" : type.type());
    }
}
