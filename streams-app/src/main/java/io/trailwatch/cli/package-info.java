/** One class a command, one map from exceptions to exit codes. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.cli;
