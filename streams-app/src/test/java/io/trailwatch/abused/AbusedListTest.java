package io.trailwatch.abused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbusedListTest {
    private static AbusedList parse(String text) {
        return AbusedList.parse("list.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shipsTheListOfTheConfigurationFolder() {
        AbusedList shipped = AbusedList.shipped();
        assertThat(shipped.descriptions())
                .isEqualTo(AbusedList.read(Path.of("../config/abused_aws_api_calls.csv"))
                        .descriptions());
        assertThat(shipped.size()).isGreaterThanOrEqualTo(130);
        assertThat(shipped.descriptions()).allSatisfy((api, description) -> {
            assertThat(api).matches("[A-Z][A-Za-z0-9]+");
            assertThat(description).matches("[^\"]{8,80} \\(T[0-9]{4}(\\.[0-9]{3})?\\)");
        });
    }

    @Test
    void readsQuotedDescriptionsBomsAndCarriageReturns() {
        AbusedList list =
                parse("\uFEFFEventName,Description\r\nRunInstances,\"Mining, \"\"tools\"\"\"\r\n\r\nListUsers,\r\n");
        assertThat(list.description("RunInstances")).isEqualTo("Mining, \"tools\"");
        assertThat(list.description("ListUsers")).isEmpty();
        assertThat(list.description("GetObject")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|list.csv: empty: begin with EventName,Description",
                "a,b|list.csv, line 1: no list of abused API calls: begin with EventName,Description",
                "'EventName,Description\na,b,c'|list.csv, line 2: 3 columns: give two, EventName,Description",
                "'EventName,Description\n,b'|list.csv, line 2: no EventName: give one, or remove the line",
            })
    void saysInOneLineWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] bytes = {'E', (byte) 0xFF};
        assertThatThrownBy(() -> AbusedList.parse("list.csv", bytes))
                .hasMessage("list.csv: not UTF-8: save the list as UTF-8");
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> AbusedList.read(Path.of("missing.csv")))
                .hasMessage("missing.csv: no such file: give a list of abused API calls");
    }
}
