/** The continuous monitor: follows trails, keeps the summaries current, answers over HTTP. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.serve;
