/** The list of commonly abused API calls: configuration that users replace. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.abused;
