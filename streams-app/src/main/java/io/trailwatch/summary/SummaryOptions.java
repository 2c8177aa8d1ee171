package io.trailwatch.summary;

/**
 * What a reader of a summary chooses; none of it is in the state.
 *
 * @param includeStsKeys whether records with a temporary ({@code ASIA…}) key count
 */
public record SummaryOptions(
        boolean includeStsKeys, FailedRule failed, boolean hideDescriptions, ApiCatalogue abused, IpNames ipNames) {}
