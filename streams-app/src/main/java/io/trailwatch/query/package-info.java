/** Interactive queries over local and remote stores. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.query;
