package io.trailwatch.render;

import io.trailwatch.summary.ApiEntry;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.ValueEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One compact JSON object a line. */
final class JsonLinesWriter implements SummaryWriter {
    private final TextOut out;

    JsonLinesWriter(OutputStream out) {
        this.out = new TextOut(out);
    }

    @Override
    public void begin() {}

    @Override
    public void user(UserSummary summary) throws IOException {
        out.text("{\"user_arn\":");
        out.quoted(summary.userArn());
        out.text(",\"num_of_events\":");
        out.number(summary.events());
        out.text(",\"first_timestamp\":");
        out.quoted(summary.first());
        out.text(",\"last_timestamp\":");
        out.quoted(summary.last());
        apis(",\"abused_apis_success\":[", summary.abusedSuccess());
        apis(",\"abused_apis_failed\":[", summary.abusedFailed());
        apis(",\"other_apis_success\":[", summary.otherSuccess());
        apis(",\"other_apis_failed\":[", summary.otherFailed());
        values(",\"aws_regions\":[", summary.regions());
        values(",\"src_ips\":[", summary.sourceIps());
        out.text(",\"user_types\":");
        out.quoted(summary.userType());
        values(",\"user_access_key_ids\":[", summary.accessKeys());
        values(",\"user_agents\":[", summary.userAgents());
        out.text("}\n");
    }

    private void apis(String key, List<ApiEntry> entries) throws IOException {
        out.text(key);
        boolean next = false;
        for (ApiEntry entry : entries) {
            out.text(next ? ",{\"api\":" : "{\"api\":");
            next = true;
            out.quoted(entry.api());
            out.text(",\"description\":");
            out.quoted(entry.description());
            seen(entry.count(), entry.first(), entry.last());
        }
        out.ascii(']');
    }

    private void values(String key, List<ValueEntry> entries) throws IOException {
        out.text(key);
        boolean next = false;
        for (ValueEntry entry : entries) {
            out.text(next ? ",{\"value\":" : "{\"value\":");
            next = true;
            out.quoted(entry.value());
            seen(entry.count(), entry.first(), entry.last());
        }
        out.ascii(']');
    }

    private void seen(long count, EventTime first, EventTime last) throws IOException {
        out.text(",\"count\":");
        out.number(count);
        out.text(",\"first_seen\":");
        out.quoted(first);
        out.text(",\"last_seen\":");
        out.quoted(last);
        out.ascii('}');
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
