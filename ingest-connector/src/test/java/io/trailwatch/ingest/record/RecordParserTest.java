package io.trailwatch.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordParserTest {
    private static final int RUNS = 6000;

    private final RecordParser parser = new RecordParser();

    /** What a parser said of one value. */
    private static final class Collected implements RecordParser.Sink {
        final List<String> fields = new ArrayList<>();
        final List<String> bytes = new ArrayList<>();
        final List<String> unreadable = new ArrayList<>();
        final List<Integer> indexes = new ArrayList<>();

        @Override
        public void record(ParsedRecord record, int index) {
            StringBuilder all = new StringBuilder();
            for (EventField field : EventField.values()) {
                all.append(field)
                        .append('=')
                        .append(record.present(field))
                        .append(record.isString(field))
                        .append(record.text(field))
                        .append('|');
            }
            fields.add(all.append(record.hasUser()).toString());
            bytes.add(new String(
                    record.recordArray(), record.recordOffset(), record.recordLength(), StandardCharsets.UTF_8));
            indexes.add(index);
        }

        @Override
        public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
            unreadable.add(reason + " " + new String(array, offset, length, StandardCharsets.UTF_8));
            indexes.add(index);
        }
    }

    private Collected parse(byte[] value) {
        Collected sink = new Collected();
        byte[] padded = new byte[value.length + 7];
        System.arraycopy(value, 0, padded, 3, value.length);
        padded[2] = '[';
        padded[value.length + 3] = ']';
        int count = parser.parse(padded, 3, value.length, sink);
        assertThat(sink.indexes).hasSize(count).isSorted().doesNotHaveDuplicates();
        return sink;
    }

    private Collected parse(String value) {
        return parse(value.getBytes(StandardCharsets.UTF_8));
    }

    private ParsedRecord one(String value, EventField field, List<String> texts) {
        ParsedRecord[] found = new ParsedRecord[1];
        parser.parse(value.getBytes(StandardCharsets.UTF_8), new RecordParser.Sink() {
            @Override
            public void record(ParsedRecord record, int index) {
                found[0] = record;
                texts.add(record.text(field));
            }

            @Override
            public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
                throw new AssertionError(reason);
            }
        });
        return found[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{`eventID`:1}| - | false | false",
                "{`eventName`:null}| '' | true | false",
                "{`eventName`:``}| '' | true | true",
                "{`eventName`:`x`}| x | true | true",
                "{`eventName`:`x`,`eventName`:`y`}| y | true | true",
                "{`eventName`:`\\u0041`,`eventName`:`y`}| y | true | true",
                "{`eventName`:`a\\\\b\\/\\u00e9\\ud83d\\ude00`}| 'a\\b/é😀' | true | true",
                "{`eventName`:`\\ude00\\ud83d`}| \uFFFD\uFFFD | true | true",
                "{`eventN\\u0061me`:`x`}| x | true | true",
                "{`eventName`:-1.50e1}| -1.50e1 | true | false",
                "{`eventName`:true}| true | true | false",
                "{`eventName`:{`a`: [1]}}| '{`a`: [1]}' | true | false",
                "{`eventID`:1,`requestParameters`:{`eventName`:`decoy`}}| - | false | false",
                "{`eventname`:`x`,`eventID`:1,`eventNamE`:2}| - | false | false",
            })
    void readsAFieldByItsRules(String json, String text, boolean present, boolean string) {
        List<String> texts = new ArrayList<>();
        ParsedRecord record = one(json.replace('`', '"'), EventField.EVENT_NAME, texts);

        assertThat(texts).containsExactly(text.replace('`', '"'));
        assertThat(record.present(EventField.EVENT_NAME)).isEqualTo(present);
        assertThat(record.isString(EventField.EVENT_NAME)).isEqualTo(string);
    }

    @Test
    void theLastUserIdentityCountsWhole() {
        List<String> texts = new ArrayList<>();
        ParsedRecord record = one(
                "{\"userIdentity\":{\"arn\":\"a\",\"type\":\"t\"},\"userIdentity\":{\"type\":\"u\"}}",
                EventField.USER_TYPE,
                texts);

        assertThat(texts).containsExactly("u");
        assertThat(record.present(EventField.USER_ARN)).isFalse();
        assertThat(record.hasUser()).isFalse();
    }

    @Test
    void readsABatchAndNamesWhatIsNoRecord() {
        String deep = "{\"eventName\":" + "[".repeat(1001) + "]".repeat(1001) + "}";
        Collected sink = parse("{\"x\":1,\"Records\":[{\"eventName\":\"a\"},7,{},{\"eventName\":\"b\"}," + deep
                + "],\"Records\":[{\"eventName\":\"c\"}],\"y\":{}}");

        assertThat(sink.bytes)
                .containsExactly("{\"eventName\":\"a\"}", "{\"eventName\":\"b\"}", "{\"eventName\":\"c\"}");
        assertThat(sink.unreadable).containsExactly("NOT_AN_EVENT 7", "NOT_AN_EVENT {}", "TOO_DEEP " + deep);
    }

    @Test
    void whatFollowsABreakIsUnreadableAsAWhole() {
        Collected sink = parse("{\"Records\":[{\"eventName\":\"a\"},{\"eventName\":oops},{\"eventName\":\"b\"}]}");
        assertThat(sink.bytes).containsExactly("{\"eventName\":\"a\"}");
        assertThat(sink.unreadable).containsExactly("NOT_JSON {\"eventName\":oops},{\"eventName\":\"b\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | NOT_JSON",
                "' ' | NOT_JSON",
                "nonsense | NOT_JSON",
                "7 | NOT_AN_EVENT",
                "null | NOT_AN_EVENT",
                "`x` | NOT_AN_EVENT",
                "`x | NOT_JSON",
                "{} | NOT_AN_EVENT",
                "{`Records`:7} | NOT_AN_EVENT",
                "{`eventName`:1 | NOT_JSON",
                "[ | NOT_JSON",
                "{`Records`:[ | NOT_JSON",
                "{`Records`:[] | NOT_JSON",
                "{`Records`:[]]| NOT_JSON"
            })
    void whatHoldsNoRecordIsOneUnreadablePiece(String json, Unreadable reason) {
        Collected sink = parse(json.replace('`', '"'));
        assertThat(sink.bytes).isEmpty();
        assertThat(sink.unreadable).hasSize(1).allMatch(text -> text.startsWith(reason.name()));
    }

    @Test
    void bytesThatAreNotUtf8AreNoRecord() {
        Collected sink = parse("{\"eventName\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(sink.bytes).isEmpty();
        assertThat(sink.unreadable).hasSize(1).allMatch(text -> text.startsWith("NOT_UTF8"));
    }

    @Test
    void readsTheFieldsThatJacksonReads() {
        for (int seed = 0; seed < RUNS; seed++) {
            RandomTrail random = new RandomTrail(seed);
            String text = random.document();
            byte[] bytes = seed % 2 == 0 ? text.getBytes(StandardCharsets.UTF_8) : random.damage(text);
            String valid = JacksonOracle.validText(bytes);
            boolean utf8 = valid.getBytes(StandardCharsets.UTF_8).length == bytes.length;
            JacksonOracle oracle = new JacksonOracle();
            if (utf8) {
                oracle.read(valid);
            }
            Collected sink = parse(bytes);
            String context = "seed " + seed + ": " + valid;
            assertThat(sink.bytes.stream().map(JacksonOracle::tree).toList())
                    .as(context)
                    .isEqualTo(oracle.records);
            for (int i = 0; i < oracle.records.size(); i++) {
                assertThat(sink.fields.get(i))
                        .as(context)
                        .isEqualTo(expected(oracle.records.get(i), sink.fields.get(i)));
            }
            if (seed % 2 == 0) {
                assertThat(sink.unreadable).as(context).hasSize(oracle.others);
            } else if (utf8 && !valid.isBlank()) {
                assertThat(sink.unreadable.isEmpty()).as(context).isEqualTo(oracle.others + oracle.broken == 0);
            }
        }
    }

    /** As {@link Collected} writes it; the text of numbers, objects and arrays, which a tree does not keep, is compared as a tree. */
    private static String expected(JsonNode record, String actual) {
        StringBuilder all = new StringBuilder();
        for (EventField field : EventField.values()) {
            JsonNode node = JacksonOracle.field(record, field);
            String head = field + "=" + !node.isMissingNode() + node.isTextual();
            all.append(head);
            if (node.isNumber() || node.isContainerNode()) {
                int from = actual.indexOf(head) + head.length();
                EventField[] fields = EventField.values();
                String next = field.ordinal() + 1 < fields.length ? "|" + fields[field.ordinal() + 1] + "=" : "|";
                String text = actual.substring(
                        from,
                        field.ordinal() + 1 < fields.length ? actual.indexOf(next, from) : actual.lastIndexOf('|'));
                assertThat(JacksonOracle.tree(text)).isEqualTo(node);
                all.append(text);
            } else {
                all.append(node.isMissingNode() ? "-" : node.isNull() ? "" : JacksonOracle.paired(node.asText()));
            }
            all.append('|');
        }
        return all.append(!JacksonOracle.arn(record).isEmpty()).toString();
    }

    @Test
    void utf8IsCheckedAsJavaChecksIt() {
        Random random = new Random(7);
        for (int i = 0; i < RUNS; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = (byte) (random.nextInt(4) > 0 ? 'a' : random.nextInt(256));
            }
            byte[] text = new StringBuilder()
                    .appendCodePoint(random.nextInt(0x10ffff))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean() && bytes.length > 8) {
                System.arraycopy(text, 0, bytes, random.nextInt(bytes.length - 4), text.length);
            }
            int valid = JacksonOracle.validText(bytes).getBytes(StandardCharsets.UTF_8).length;
            assertThat(Utf8.validEnd(bytes, 0, bytes.length)).isEqualTo(valid);
        }
    }
}
