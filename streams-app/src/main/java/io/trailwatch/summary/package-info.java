/** A user's summary: its fields, rows and their merge, as pure functions. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.summary;
