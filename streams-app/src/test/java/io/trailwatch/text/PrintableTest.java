package io.trailwatch.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void showsWhatSteersATerminalAsEscapes() {
        assertThat(Printable.of("a\u001b[31m\r\n\t\u202Eb\u009b"))
                .isEqualTo("a\\u001B[31m\\u000D\\u000A\\u0009\\u202Eb\\u009B");
    }

    @Test
    void leavesLettersOfAllScriptsAlone() {
        assertThat(Printable.of("sessión-あ 🙂")).isEqualTo("sessión-あ 🙂");
    }
}
