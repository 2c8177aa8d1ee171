/** What is logged, how, and where to: standard error, with keys and never with what a record holds. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.logging;
