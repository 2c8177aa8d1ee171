/** The write-combining window store that holds the rows. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.summary.store;
