/** Text that people read: escaped so that it harms no terminal, and numbers with units. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.text;
