/** Configuration: files, environment and options, with one precedence. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.config;
