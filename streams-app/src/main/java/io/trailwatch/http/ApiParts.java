package io.trailwatch.http;

import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.metrics.TrailwatchMetrics;
import io.trailwatch.query.Changes;
import io.trailwatch.query.Events;
import io.trailwatch.query.Stores;
import io.trailwatch.query.Summaries;
import io.trailwatch.summary.FailedRule;
import java.util.function.BooleanSupplier;

/**
 * What the HTTP interface answers from.
 *
 * @param stores for the status
 * @param changes followed while there are clients of {@code /api/v1/stream}
 * @param alive whether the process can work at all
 * @param failed what counts as failed where a request does not say it
 * @param geoIp whether there are GeoIP databases
 */
public record ApiParts(
        Summaries summaries,
        Stores stores,
        Events events,
        Changes.Source changes,
        MonitorReadings readings,
        TrailwatchMetrics metrics,
        BooleanSupplier alive,
        FailedRule failed,
        boolean geoIp) {}
