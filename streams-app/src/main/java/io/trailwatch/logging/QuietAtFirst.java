package io.trailwatch.logging;

import java.net.URI;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.jspecify.annotations.Nullable;

/**
 * The log before a command has said what it wants. Named in {@code log4j2.component.properties}; without it log4j looks for
 * files on the class path, and writes to standard output, where results go.
 */
public final class QuietAtFirst extends ConfigurationFactory {
    @Override
    protected String[] getSupportedTypes() {
        return new String[] {"*"};
    }

    @Override
    public Configuration getConfiguration(LoggerContext context, @Nullable ConfigurationSource source) {
        return Logging.configuration(LogFormat.TEXT, LogLevel.QUIET);
    }

    @Override
    public Configuration getConfiguration(LoggerContext context, String name, @Nullable URI location) {
        return Logging.configuration(LogFormat.TEXT, LogLevel.QUIET);
    }
}
