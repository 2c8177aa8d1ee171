package io.trailwatch.logging;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sets up the log: to standard error, as text or one JSON object a line. Control characters never reach a terminal as such.
 * The log's own shutdown hook is off, so that a stop is logged to its end.
 */
public final class Logging {
    private static final String APPENDER = "stderr";
    /** Line breaks and whatever else a terminal obeys, in what a message or an exception says. */
    private static final String CONTROL = "[\\x00-\\x08\\x0A-\\x1F\\x7F-\\x9F]";

    /** Nothing where there are none. */
    private static final String KEYS = "%replace{%replace{ %X}{^ \\x7B\\x7D$}{}}{" + CONTROL + "}{?}";

    private static final String HEAD =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %c{1} %replace{%m}{" + CONTROL + "}{?}" + KEYS;
    private static final String TEXT = HEAD + "%notEmpty{: %replace{%ex{short.message}}{" + CONTROL + "}{?}}%n%ex{0}";
    private static final String TEXT_DEBUG = HEAD + "%n%ex";

    private static final String JSON_HEAD = """
            {"time":{"$resolver":"timestamp","pattern":{"format":"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'","timeZone":"UTC"}},
            "level":{"$resolver":"level","field":"name"},"logger":{"$resolver":"logger","field":"name"},
            "thread":{"$resolver":"thread","field":"name"},"message":{"$resolver":"message","stringified":true},
            "keys":{"$resolver":"mdc"},
            "error":{"$resolver":"exception","field":"className"},"reason":{"$resolver":"exception","field":"message"}""";
    private static final String JSON = JSON_HEAD + "}";
    private static final String JSON_DEBUG = JSON_HEAD
            + ",\"stack\":{\"$resolver\":\"exception\",\"field\":\"stackTrace\",\"stackTrace\":{\"stringified\":true}}}";

    private Logging() {}

    /** From now on; what was set before no longer counts. */
    public static void setUp(LogFormat format, LogLevel level) {
        Configurator.reconfigure(configuration(format, level));
    }

    static Configuration configuration(LogFormat format, LogLevel level) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("trailwatch");
        builder.setStatusLevel(Level.ERROR);
        builder.setShutdownHook("disable");
        builder.add(builder.newAppender(APPENDER, "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .addAttribute("follow", true)
                .add(layout(builder, format, level)));
        builder.add(builder.newLogger("io.trailwatch", ofTrailwatch(level)));
        // The metrics binder tells of each client that came and went.
        builder.add(builder.newLogger("io.micrometer", Level.ERROR));
        if (level != LogLevel.DEBUG) {
            // The embedded node: what it can't overcome comes back as one line, what it can is no user's concern.
            builder.add(builder.newLogger("kafka", Level.OFF));
            builder.add(builder.newLogger("state.change.logger", Level.OFF));
        }
        builder.add(builder.newRootLogger(ofOthers(level)).add(builder.newAppenderRef(APPENDER)));
        return builder.build(false);
    }

    private static LayoutComponentBuilder layout(
            ConfigurationBuilder<BuiltConfiguration> builder, LogFormat format, LogLevel level) {
        boolean debug = level == LogLevel.DEBUG;
        return switch (format) {
            case TEXT ->
                builder.newLayout("PatternLayout")
                        .addAttribute("pattern", debug ? TEXT_DEBUG : TEXT)
                        .addAttribute("alwaysWriteExceptions", false);
            case JSON ->
                builder.newLayout("JsonTemplateLayout")
                        .addAttribute("eventTemplate", debug ? JSON_DEBUG : JSON)
                        .addAttribute("locationInfoEnabled", false);
        };
    }

    private static Level ofTrailwatch(LogLevel level) {
        return switch (level) {
            case QUIET -> Level.WARN;
            case NORMAL -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }

    private static Level ofOthers(LogLevel level) {
        return switch (level) {
            case QUIET -> Level.OFF;
            case NORMAL -> Level.ERROR;
            case DEBUG -> Level.INFO;
        };
    }
}
