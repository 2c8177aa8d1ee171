package io.trailwatch.query;

import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.SummaryRows;
import io.trailwatch.summary.TimeRange;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds up the headers of all users of one partition, one user at a time. */
final class UserSums {
    private final boolean includeStsKeys;
    private final FailedRule rule;
    private final Consumer<UserSum> users;
    private @Nullable UserSum current;

    private UserSums(boolean includeStsKeys, FailedRule rule, Consumer<UserSum> users) {
        this.includeStsKeys = includeStsKeys;
        this.rule = rule;
        this.users = users;
    }

    /** Hands on every user that has an event. */
    static void of(
            SummaryRows rows, TimeRange range, boolean includeStsKeys, FailedRule rule, Consumer<UserSum> users) {
        UserSums sums = new UserSums(includeStsKeys, rule, users);
        rows.users(range, sums::header);
        sums.finish();
    }

    private void header(byte[] arn, Header header) {
        UserSum sum = current;
        if (sum == null || !Arrays.equals(sum.arn(), arn)) {
            finish();
            sum = new UserSum(arn, includeStsKeys, rule);
            current = sum;
        }
        sum.add(header);
    }

    private void finish() {
        if (current != null && current.events() > 0) {
            users.accept(current);
        }
    }
}
