package io.trailwatch.summary;

/** Makes one user's summary of rows: adds up windows, leaves out temporary keys unless asked, sorts. */
public interface SummaryBuilder {
    void header(Header header);

    void row(Row row);

    /** Whether anything counted. */
    boolean empty();

    /** @param top at most so many entries of each field; {@link Integer#MAX_VALUE} for all */
    UserSummary build(int top);
}
