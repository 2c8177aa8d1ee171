package io.trailwatch.query;

import io.trailwatch.summary.ApiCatalogue;
import io.trailwatch.summary.IpNames;
import io.trailwatch.summary.SummaryBuilder;
import io.trailwatch.summary.SummaryFold;
import io.trailwatch.summary.SummaryOptions;
import org.jspecify.annotations.Nullable;

/**
 * What this process makes summaries with.
 *
 * @param geoIp its GeoIP databases, or null where it has none
 */
public record Folding(ApiCatalogue abused, @Nullable IpNames geoIp) {
    SummaryBuilder builder(String arn, View view) {
        IpNames names = view.geoIp() && geoIp != null ? geoIp : IpNames.PLAIN;
        return new SummaryFold(new SummaryOptions(
                        view.includeStsKeys(), view.failed(), view.hideDescriptions(), abused, names))
                .user(arn);
    }
}
