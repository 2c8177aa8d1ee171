/** The embedded Kafka KRaft node. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.broker;
