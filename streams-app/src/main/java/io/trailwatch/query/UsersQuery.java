package io.trailwatch.query;

import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of users.
 *
 * @param countAbused whether calls of commonly abused APIs are counted though the order does not need them
 * @param search only users whose ARN holds this, whatever its case; empty for all
 * @param after where the page before ended, or null
 * @param limit users at most
 */
public record UsersQuery(
        TimeRange range,
        boolean includeStsKeys,
        FailedRule failed,
        boolean countAbused,
        UserOrder order,
        String search,
        @Nullable UserEntry after,
        int limit) {
    /** The text that a client hands back to get what follows {@code last}. */
    public static String cursor(UserOrder order, UserEntry last) {
        String key = order.key(last);
        String text = order.text() + ":" + key.length() + ":" + key + last.userArn();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException when it is none, or one of another order
     */
    public static UserEntry after(UserOrder order, String cursor) {
        String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":", 3);
        int length = parts.length == 3 && parts[1].matches("[0-9]{1,4}") ? Integer.parseInt(parts[1]) : -1;
        if (length < 0 || length > parts[2].length() || !parts[0].equals(order.text())) {
            throw new IllegalArgumentException("no cursor of this order");
        }
        return order.mark(parts[2].substring(0, length), parts[2].substring(length));
    }
}
