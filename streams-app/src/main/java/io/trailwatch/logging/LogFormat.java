package io.trailwatch.logging;

/** How log lines are written to standard error. */
public enum LogFormat {
    TEXT,
    JSON
}
