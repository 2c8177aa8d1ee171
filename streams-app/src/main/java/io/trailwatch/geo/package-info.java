/** Where a source IP lies, from MaxMind's databases. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.geo;
