package io.trailwatch.ingest.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.record.RecordSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BatchPackerTest {
    private static final long PLENTY = 32L * 1024 * 1024;

    private static final Pattern RECORD = Pattern.compile("\\{\"[ui]\"[^}]*}");

    private record Message(String key, String value) {}

    private final List<Message> messages = new ArrayList<>();

    private BatchPacker packer(long maxBytes) {
        return new BatchPacker(
                maxBytes,
                (key, value) -> messages.add(
                        new Message(key == null ? null : new String(key, UTF_8), new String(value, UTF_8))));
    }

    private static RecordSlice record(String arn, String json) {
        byte[] bytes = ("xx" + json + "yy").getBytes(UTF_8);
        byte[] name = ("z" + arn).getBytes(UTF_8);
        return new RecordSlice().set(bytes, 2, bytes.length - 4, name, 1, name.length - 1);
    }

    @Test
    void recordAloneGoesAsItself() {
        BatchPacker packer = packer(PLENTY);
        packer.add(record("a", "{\"n\":1}"));
        assertThat(messages).isEmpty();
        packer.flush();
        packer.flush();
        assertThat(messages).containsExactly(new Message("a", "{\"n\":1}"));
    }

    @Test
    void recordsOfOneUserGoTogetherInOrder() {
        BatchPacker packer = packer(PLENTY);
        packer.add(record("a", "{\"n\":1}"));
        packer.add(record("b", "{\"n\":2}"));
        packer.add(record("a", "{\"n\":3}"));
        packer.add(record("", "{\"n\":4}"));
        packer.add(record("", "{\"n\":5}"));
        packer.flush();
        packer.add(record("a", "{\"n\":6}"));
        packer.flush();
        assertThat(messages)
                .containsExactly(
                        new Message("a", "{\"Records\":[{\"n\":1},{\"n\":3}]}"),
                        new Message("b", "{\"n\":2}"),
                        new Message(null, "{\"Records\":[{\"n\":4},{\"n\":5}]}"),
                        new Message("a", "{\"n\":6}"));
    }

    @Test
    void batchNeverExceedsItsBound() {
        BatchPacker packer = packer(PLENTY);
        String json = "{\"n\":\"" + "x".repeat(1000) + "\"}";
        for (int i = 0; i < 1000; i++) {
            packer.add(record("a", json));
        }
        packer.flush();
        assertThat(messages).hasSize(8);
        assertThat(messages).allSatisfy(m -> assertThat(m.value().length()).isBetween(1, BatchPacker.BATCH_BYTES));
        assertThat(messages.get(0).value()).hasSizeGreaterThan(BatchPacker.BATCH_BYTES - 1100);
    }

    @Test
    void largeRecordGoesAloneAndBehindItsPredecessors() {
        BatchPacker packer = packer(PLENTY);
        String large = "{\"n\":\"" + "x".repeat(BatchPacker.BATCH_BYTES) + "\"}";
        packer.add(record("a", "{\"n\":1}"));
        packer.add(record("a", large));
        packer.add(record("a", "{\"n\":2}"));
        packer.flush();
        assertThat(messages)
                .containsExactly(new Message("a", "{\"n\":1}"), new Message("a", large), new Message("a", "{\"n\":2}"));
    }

    @Test
    void recordThatJustFitsIsPacked() {
        BatchPacker packer = packer(PLENTY);
        String json = "{\"n\":\"" + "x".repeat(BatchPacker.BATCH_BYTES - 14 - 8) + "\"}";
        packer.add(record("a", json));
        assertThat(messages).isEmpty();
        packer.add(record("a", "{}"));
        packer.flush();
        assertThat(messages.equals(List.of(new Message("a", json), new Message("a", "{}"))))
                .isTrue();
    }

    @Test
    void manyUsersStayWithinTheBoundsAndLoseNothing() {
        int users = 100_000;
        BatchPacker packer = packer(1 << 20);
        for (int round = 0; round < 2; round++) {
            for (int user = 0; user < users; user++) {
                packer.add(record("arn:aws:iam::1:user/" + user, "{\"u\":" + user + ",\"r\":" + round + "}"));
            }
        }
        packer.flush();
        assertThat(new HashSet<>(recordsOf(messages))).hasSize(2 * users);
        assertThat(recordsOf(messages).size()).isEqualTo(2 * users);
        assertThat(messages.stream().filter(BatchPackerTest::isOfAnother).findAny())
                .isEmpty();
    }

    @Test
    void whereMemoryIsShortBatchesGoBeforeTheyGrow() {
        int users = 300;
        BatchPacker packer = packer(8 << 20);
        String json = "{\"n\":\"" + "x".repeat(1000) + "\"}";
        for (int i = 0; i < 200; i++) {
            for (int user = 0; user < users; user++) {
                packer.add(record("u" + user, json));
            }
        }
        assertThat(messages).hasSizeGreaterThan(users);
        assertThat(messages)
                .as("never everything at once")
                .allSatisfy(m -> assertThat(m.value().length()).isGreaterThan(8 * 1024));
        packer.flush();
        assertThat(messages.stream()
                        .mapToInt(m -> m.value().split("\\{\"n\"", -1).length - 1)
                        .sum())
                .isEqualTo(users * 200);
    }

    @Test
    void randomStreamsKeepEveryUsersOrder() {
        SplittableRandom random = new SplittableRandom(7);
        BatchPacker packer = packer(200_000);
        Map<String, List<String>> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String arn = random.nextInt(4) == 0 ? "" : "u" + (int) Math.sqrt(random.nextInt(90_000));
            String json = "{\"i\":" + i + ",\"s\":\"" + "s".repeat(random.nextInt(400)) + "\"}";
            packer.add(record(arn, json));
            expected.computeIfAbsent(arn, a -> new ArrayList<>()).add(json);
            if (random.nextInt(3000) == 0) {
                packer.flush();
            }
        }
        packer.flush();
        Map<String, List<String>> actual = new HashMap<>();
        messages.forEach(m -> actual.computeIfAbsent(m.key() == null ? "" : m.key(), a -> new ArrayList<>())
                .addAll(recordsOf(List.of(m))));
        assertThat(actual).isEqualTo(expected);
    }

    private static boolean isOfAnother(Message m) {
        String user = "\"u\":" + m.key().substring(m.key().indexOf('/') + 1) + ",";
        return recordsOf(List.of(m)).stream().anyMatch(r -> !r.contains(user));
    }

    private static List<String> recordsOf(List<Message> messages) {
        return messages.stream()
                .flatMap(m -> RECORD.matcher(m.value()).results().map(r -> r.group()))
                .toList();
    }
}
