package io.trailwatch.render;

import io.trailwatch.summary.ApiEntry;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.ValueEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One pretty-printed JSON array of users: two spaces, {@code "key": value}, {@code []} for none, no newline at the end. */
final class JsonWriter implements SummaryWriter {
    private final TextOut out;
    private boolean next;

    JsonWriter(OutputStream out) {
        this.out = new TextOut(out);
    }

    @Override
    public void begin() throws IOException {
        out.ascii('[');
    }

    @Override
    public void user(UserSummary summary) throws IOException {
        out.text(next ? ",\n  {\n    \"user_arn\": " : "\n  {\n    \"user_arn\": ");
        next = true;
        out.quoted(summary.userArn());
        out.text(",\n    \"num_of_events\": ");
        out.number(summary.events());
        out.text(",\n    \"first_timestamp\": ");
        out.quoted(summary.first());
        out.text(",\n    \"last_timestamp\": ");
        out.quoted(summary.last());
        apis("abused_apis_success", summary.abusedSuccess());
        apis("abused_apis_failed", summary.abusedFailed());
        apis("other_apis_success", summary.otherSuccess());
        apis("other_apis_failed", summary.otherFailed());
        values("aws_regions", summary.regions());
        values("src_ips", summary.sourceIps());
        out.text(",\n    \"user_types\": ");
        out.quoted(summary.userType());
        values("user_access_key_ids", summary.accessKeys());
        values("user_agents", summary.userAgents());
        out.text("\n  }");
    }

    private void apis(String key, List<ApiEntry> entries) throws IOException {
        open(key);
        boolean later = false;
        for (ApiEntry entry : entries) {
            out.text(later ? ",\n      {\n        \"api\": " : "\n      {\n        \"api\": ");
            later = true;
            out.quoted(entry.api());
            out.text(",\n        \"description\": ");
            out.quoted(entry.description());
            seen(entry.count(), entry.first(), entry.last());
        }
        close(entries.isEmpty());
    }

    private void values(String key, List<ValueEntry> entries) throws IOException {
        open(key);
        boolean later = false;
        for (ValueEntry entry : entries) {
            out.text(later ? ",\n      {\n        \"value\": " : "\n      {\n        \"value\": ");
            later = true;
            out.quoted(entry.value());
            seen(entry.count(), entry.first(), entry.last());
        }
        close(entries.isEmpty());
    }

    private void open(String key) throws IOException {
        out.text(",\n    \"");
        out.text(key);
        out.text("\": [");
    }

    private void close(boolean none) throws IOException {
        out.text(none ? "]" : "\n    ]");
    }

    private void seen(long count, EventTime first, EventTime last) throws IOException {
        out.text(",\n        \"count\": ");
        out.number(count);
        out.text(",\n        \"first_seen\": ");
        out.quoted(first);
        out.text(",\n        \"last_seen\": ");
        out.quoted(last);
        out.text("\n      }");
    }

    @Override
    public void end() throws IOException {
        out.text(next ? "\n]" : "]");
        out.flush();
    }
}
