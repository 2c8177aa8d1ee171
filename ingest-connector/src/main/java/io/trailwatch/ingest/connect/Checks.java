package io.trailwatch.ingest.connect;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Validators. Each says what it takes, for the reference page. */
final class Checks {
    /** Gives what is wrong with a text that is not empty, or null. */
    private interface Check {
        @Nullable
        String wrong(String value);
    }

    private record Text(String takes, boolean maybeEmpty, Check check) implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, Object value) {
            String text = String.valueOf(value);
            if (value == null || text.isEmpty()) {
                if (!maybeEmpty) {
                    throw new ConfigException(name, value, "must not be empty");
                }
                return;
            }
            String wrong = check.wrong(text);
            if (wrong != null) {
                throw new ConfigException(name, value, wrong);
            }
        }

        @Override
        public String toString() {
            return takes;
        }
    }

    static final ConfigDef.Validator TOPIC = new Text(
            "a topic's name",
            false,
            value -> value.matches("[a-zA-Z0-9._-]{1,249}") && !value.equals(".") && !value.equals("..")
                    ? null
                    : "is no topic's name: letters, digits, '.', '_' and '-', at most 249");

    static final ConfigDef.Validator DAY = new Text("empty or a day as 2024-03-05", true, value -> {
        try {
            LocalDate.parse(value);
            return null;
        } catch (DateTimeException e) {
            return "is no day as 2024-03-05";
        }
    });

    static final ConfigDef.Validator ENDPOINT = new Text("empty or an http(s) URL", true, value -> {
        try {
            URI uri = new URI(value);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null ? null : "is no http(s) URL";
        } catch (URISyntaxException e) {
            return "is no http(s) URL";
        }
    });

    static final ConfigDef.Validator ROLE = new Text(
            "empty or a role's ARN",
            true,
            value -> value.matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+")
                    ? null
                    : "is no role's ARN as arn:aws:iam::111122223333:role/trailwatch");

    private Checks() {}

    static ConfigDef.Validator duration() {
        return new Text("an ISO 8601 duration above zero", false, value -> {
            try {
                Duration duration = Duration.parse(value);
                return duration.isNegative() || duration.isZero() || duration.toDays() > 36_500
                        ? "must be above zero and below 100 years"
                        : null;
            } catch (DateTimeException | ArithmeticException e) {
                return "is no duration as PT1M, PT36H or P2D";
            }
        });
    }
}
