package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Damage;

/**
 * A file that was not read to its end.
 *
 * @param name as the archive names it; may hold any characters
 * @param detail one line with more, or empty
 */
public record DamagedFile(String name, Damage damage, String detail) {}
