package io.trailwatch.summary;

import java.nio.charset.StandardCharsets;
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
            case API_SUCCESS -> succeeded.add(row);
            case API_DENIED -> failed.add(row);
            case API_ERROR -> (options.failed() == FailedRule.ANY_ERROR ? failed : succeeded).add(row);
            case REGION -> regions.add(row);
            case SOURCE_IP -> sourceIps.add(row);
            case ACCESS_KEY -> accessKeys.add(row);
            case USER_AGENT -> userAgents.add(row);
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
        for (Row row : tally.sorted(Integer.MAX_VALUE)) {
            ApiValue api = ApiValue.decode(row.value());
            String description = options.abused().description(api.eventName());
            List<ApiEntry> list = description == null ? others : abused;
            if (list.size() < top) {
                list.add(new ApiEntry(
                        api.shown(),
                        description == null || options.hideDescriptions() ? "" : description,
                        row.count(),
                        row.first(),
                        row.last()));
            } else if (abused.size() >= top && others.size() >= top) {
                return;
            }
        }
    }

    private static List<ValueEntry> values(Tally tally, int top, IpNames names) {
        Row[] sorted = tally.sorted(top);
        List<ValueEntry> list = new ArrayList<>(sorted.length);
        for (Row row : sorted) {
            String value = new String(row.value(), StandardCharsets.UTF_8);
            list.add(new ValueEntry(names.shown(value), row.count(), row.first(), row.last()));
        }
        return list;
    }
}
