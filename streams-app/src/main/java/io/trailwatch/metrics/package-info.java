/** What is measured, in Micrometer's terms. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.metrics;
