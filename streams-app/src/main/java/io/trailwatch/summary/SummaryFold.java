package io.trailwatch.summary;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes users' summaries of their headers and rows, one user after another: adds windows up, leaves out temporary keys unless
 * they are asked for, splits API calls by the abused list and the rule for failures, sorts. Not for several threads at once.
 */
public final class SummaryFold implements SummaryBuilder {
    private final SummaryOptions options;
    private final Tally succeeded = new Tally();
    private final Tally failed = new Tally();
    private final Tally regions = new Tally();
    private final Tally sourceIps = new Tally();
    private final Tally accessKeys = new Tally();
    private final Tally userAgents = new Tally();

    private String arn = "";
    private long events;
    private @Nullable EventTime first;
    private @Nullable EventTime last;
    private @Nullable UserTypeSeen type;

    public SummaryFold(SummaryOptions options) {
        this.options = options;
    }

    /** Begins with the next user. */
    public SummaryFold user(String userArn) {
        arn = userArn;
        events = 0;
        first = null;
        last = null;
        type = null;
        succeeded.clear();
        failed.clear();
        regions.clear();
        sourceIps.clear();
        accessKeys.clear();
        userAgents.clear();
        return this;
    }

    @Override
    public void header(Header header) {
        if (header.temporaryKey() && !options.includeStsKeys()) {
            return;
        }
        events += header.events();
        first = EventTime.earlier(first, header.first());
        last = EventTime.later(last, header.last());
        type = type == null ? header.type() : UserTypeSeen.newer(type, header.type());
    }

    @Override
    public void row(Row row) {
        if (row.temporaryKey() && !options.includeStsKeys()) {
            return;
        }
        switch (row.field()) {
            case API_SUCCESS -> succeeded.add(row, true);
            case API_DENIED -> failed.add(row, true);
            case API_ERROR -> (options.failed() == FailedRule.ANY_ERROR ? failed : succeeded).add(row, true);
            case REGION -> regions.add(row, false);
            case SOURCE_IP -> sourceIps.add(row, false);
            case ACCESS_KEY -> accessKeys.add(row, false);
            case USER_AGENT -> userAgents.add(row, false);
        }
    }

    @Override
    public boolean empty() {
        return events == 0;
    }

    @Override
    public UserSummary build(int top) {
        List<ApiEntry> abusedSuccess = new ArrayList<>();
        List<ApiEntry> otherSuccess = new ArrayList<>();
        List<ApiEntry> abusedFailed = new ArrayList<>();
        List<ApiEntry> otherFailed = new ArrayList<>();
        apis(succeeded, top, abusedSuccess, otherSuccess);
        apis(failed, top, abusedFailed, otherFailed);
        return new UserSummary(
                arn,
                events,
                first == null ? "-" : first.shown(),
                last == null ? "-" : last.shown(),
                abusedSuccess,
                abusedFailed,
                otherSuccess,
                otherFailed,
                values(regions, top, IpNames.PLAIN),
                values(sourceIps, top, options.ipNames()),
                type == null ? "-" : type.type(),
                values(accessKeys, top, IpNames.PLAIN),
                values(userAgents, top, IpNames.PLAIN));
    }

    private void apis(Tally tally, int top, List<ApiEntry> abused, List<ApiEntry> others) {
        for (Tally.Entry entry : tally.sorted(Integer.MAX_VALUE)) {
            ApiValue api = ApiValue.decode(entry.value);
            String description = options.abused().description(api.eventName());
            List<ApiEntry> list = description == null ? others : abused;
            if (list.size() < top) {
                list.add(new ApiEntry(
                        api.shown(),
                        description == null || options.hideDescriptions() ? "" : description,
                        entry.count,
                        entry.first.shown(),
                        entry.last.shown()));
            } else if (abused.size() >= top && others.size() >= top) {
                return;
            }
        }
    }

    private static List<ValueEntry> values(Tally tally, int top, IpNames names) {
        List<Tally.Entry> sorted = tally.sorted(top);
        List<ValueEntry> list = new ArrayList<>(sorted.size());
        for (Tally.Entry entry : sorted) {
            list.add(new ValueEntry(names.shown(entry.text()), entry.count, entry.first.shown(), entry.last.shown()));
        }
        return list;
    }
}
