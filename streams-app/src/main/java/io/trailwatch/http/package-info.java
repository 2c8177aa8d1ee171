/** Routes, errors, security of the HTTP interface. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.http;
