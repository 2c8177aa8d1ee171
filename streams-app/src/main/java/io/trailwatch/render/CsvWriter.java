package io.trailwatch.render;

import io.trailwatch.summary.ApiEntry;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.ValueEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * CSV as RFC 4180 has it, with {@code \n} between lines and within cells. A cell that a spreadsheet would take for a formula
 * gets an apostrophe in front.
 */
final class CsvWriter implements SummaryWriter {
    private static final String HEAD = "UserARN,NumOfEvents,FirstTimestamp,LastTimestamp,AbusedAPIs-Success,"
            + "AbusedAPIs-Failed,OtherAPIs-Success,OtherAPIs-Failed,AWS-Regions,SrcIPs,UserTypes,UserAccessKeyIDs,UserAgents\n";

    private final TextOut out;
    private final StringBuilder cell = new StringBuilder();

    CsvWriter(OutputStream out) {
        this.out = new TextOut(out);
    }

    @Override
    public void begin() throws IOException {
        out.text(HEAD);
    }

    @Override
    public void user(UserSummary summary) throws IOException {
        cell(summary.userArn());
        out.ascii(',');
        cell(grouped(summary.events()));
        out.ascii(',');
        cell(summary.first());
        out.ascii(',');
        cell(summary.last());
        out.ascii(',');
        apis(summary.abusedSuccess());
        apis(summary.abusedFailed());
        apis(summary.otherSuccess());
        apis(summary.otherFailed());
        values("Total regions: ", summary.regions());
        values("Total source IPs: ", summary.sourceIps());
        cell(summary.userType());
        out.ascii(',');
        values("Total access key IDs: ", summary.accessKeys());
        cell.setLength(0);
        add("Total user agents: ", summary.userAgents());
        cell(cell);
        out.ascii('\n');
    }

    private void apis(List<ApiEntry> entries) throws IOException {
        cell.setLength(0);
        cell.append("Unique APIs: ").append(grouped(entries.size()));
        if (!entries.isEmpty()) {
            long total = 0;
            for (ApiEntry entry : entries) {
                total += entry.count();
            }
            cell.append(" | Total APIs ").append(grouped(total));
        }
        for (ApiEntry entry : entries) {
            cell.append('\n').append(grouped(entry.count())).append(" - ").append(entry.api());
            if (!entry.description().isEmpty()) {
                cell.append(" - ").append(entry.description());
            }
            times(entry.first(), entry.last());
        }
        cell(cell);
        out.ascii(',');
    }

    private void values(String head, List<ValueEntry> entries) throws IOException {
        cell.setLength(0);
        add(head, entries);
        cell(cell);
        out.ascii(',');
    }

    private void add(String head, List<ValueEntry> entries) {
        cell.append(head).append(grouped(entries.size()));
        for (ValueEntry entry : entries) {
            cell.append('\n').append(grouped(entry.count())).append(" - ").append(entry.value());
            times(entry.first(), entry.last());
        }
    }

    private void times(EventTime first, EventTime last) {
        cell.append(" (")
                .append(first.shown())
                .append(" ~ ")
                .append(last.shown())
                .append(')');
    }

    private void cell(CharSequence text) throws IOException {
        boolean guard = text.length() > 0 && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        boolean quote = false;
        for (int i = 0; i < text.length() && !quote; i++) {
            char c = text.charAt(i);
            quote = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (quote) {
            out.ascii('"');
        }
        if (guard) {
            out.ascii('\'');
        }
        String string = text.toString();
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c >= 0x80) {
                i = out.wide(string, i, c);
            } else {
                if (c == '"') {
                    out.ascii('"');
                }
                out.ascii(c);
            }
        }
        if (quote) {
            out.ascii('"');
        }
    }

    private static String grouped(long value) {
        if (value < 1000) {
            return Long.toString(value);
        }
        StringBuilder digits = new StringBuilder(Long.toString(value));
        for (int i = digits.length() - 3; i > 0; i -= 3) {
            digits.insert(i, ',');
        }
        return digits.toString();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
