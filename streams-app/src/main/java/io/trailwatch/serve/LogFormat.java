package io.trailwatch.serve;

/** How log lines are written to standard error. */
public enum LogFormat {
    TEXT,
    JSON
}
