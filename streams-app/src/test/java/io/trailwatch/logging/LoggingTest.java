package io.trailwatch.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final Logger OURS = LoggerFactory.getLogger("io.trailwatch.logging.LoggingTest");
    private static final Logger KAFKA = LoggerFactory.getLogger("org.apache.kafka.SomeClass");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private PrintStream before;

    @BeforeEach
    void capture() {
        before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        Logging.setUp(LogFormat.TEXT, LogLevel.QUIET);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void textIsOneLineWithKeysAndWithoutAStackTrace() {
        Logging.setUp(LogFormat.TEXT, LogLevel.NORMAL);

        OURS.atInfo().addKeyValue("partition", 3).log("restored");
        OURS.warn("not read", new IllegalStateException("the\ndisk\u001b[31m"));

        assertThat(written().lines().toList())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).matches("\\S+ INFO  LoggingTest restored \\{partition=3}"),
                        second -> assertThat(second).matches("\\S+ WARN  LoggingTest not read: the\\?disk\\?\\[31m"));
    }

    @Test
    void aMessageCannotBeginALineNorRuleATerminal() {
        Logging.setUp(LogFormat.TEXT, LogLevel.NORMAL);

        OURS.info("name {}", "a\r\nb\u001b[2J\u009b");

        assertThat(written()).endsWith("LoggingTest name a??b?[2J?" + System.lineSeparator());
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        Logging.setUp(LogFormat.JSON, LogLevel.NORMAL);

        OURS.atWarn()
                .addKeyValue("file", "a\"\nb")
                .setCause(new IllegalStateException("why"))
                .log("damaged");

        assertThat(written().lines()).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(written());
        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("logger").asText()).isEqualTo("io.trailwatch.logging.LoggingTest");
        assertThat(line.path("message").asText()).isEqualTo("damaged");
        assertThat(line.path("keys").path("file").asText()).isEqualTo("a\"\nb");
        assertThat(line.path("error").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.path("reason").asText()).isEqualTo("why");
        assertThat(line.has("stack")).isFalse();
    }

    @Test
    void quietSaysWarningsOfOursAndNothingOfKafka() {
        Logging.setUp(LogFormat.TEXT, LogLevel.QUIET);

        OURS.info("no");
        OURS.warn("yes");
        KAFKA.error("no");

        assertThat(written().lines()).singleElement().asString().endsWith("LoggingTest yes");
    }

    @Test
    void debugSaysWhereAnExceptionCameFrom() {
        Logging.setUp(LogFormat.TEXT, LogLevel.DEBUG);

        OURS.debug("detail", new IllegalStateException("why"));
        KAFKA.info("joined");

        assertThat(written())
                .contains("DEBUG LoggingTest detail", "IllegalStateException: why", "\tat ", "SomeClass joined");
    }
}
