package io.trailwatch.config;

/** A setting is wrong. The message is one line that names the file or option, what was wrong and what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
