/** Trailwatch: summaries of AWS CloudTrail per user ARN. */
@org.jspecify.annotations.NullMarked
package io.trailwatch;
