/** A replay: an archive through the log and the topology to a summary file, then the end. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.replay;
