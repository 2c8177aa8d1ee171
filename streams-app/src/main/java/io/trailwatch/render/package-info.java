/** CSV, JSON and JSONL, used by HTTP and batch alike. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.render;
