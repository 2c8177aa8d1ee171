package io.trailwatch.summary;

import org.jspecify.annotations.Nullable;

/** The commonly abused API calls; looked up when a summary is made, never stored. */
public interface ApiCatalogue {
    /** The description of an abused API ({@code ""} where the list has none), or null where the API is not on the list. */
    @Nullable
    String description(String eventName);
}
